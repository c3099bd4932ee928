/* 探索器の状態, and files from elsewhere. */
#ifndef WEB_SENSOR_PAGES_H
#define WEB_SENSOR_PAGES_H

#include "web/page.h"

enum status page_sensor(struct page *pg, struct work *w); /* GET  /f/:facility/sensor */
enum status post_sensor(struct page *pg, struct work *w); /* POST /f/:facility/sensor: a file */

#endif
