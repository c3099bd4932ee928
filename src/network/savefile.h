/*
 * Capture files: pcap (either byte order, micro- and nanoseconds) and pcapng (several sections and
 * interfaces, each with its own link, clock and snap length, which libpcap refuses).
 *
 * Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng; link numbers as libpcap's DLT_*.
 * Read through one buffer from a descriptor, which may be a pipe.
 */
#ifndef NETWORK_SAVEFILE_H
#define NETWORK_SAVEFILE_H

#include "network/packet.h"

#include "base/err.h"

#define SAVEFILE_FRAME_MAX 262144            /* bytes of a frame; libpcap's MAXIMUM_SNAPLEN */
#define SAVEFILE_BLOCK_MAX (4 * 1024 * 1024) /* of a pcapng block; longer ones end the reading */
#define SAVEFILE_INTERFACES_MAX 256

struct savefile;

/*
 * Begin to read fd, which stays the caller's.
 *
 * E_INVALID  no capture: MSG_CAPTURE_EMPTY, MSG_CAPTURE_KIND
 * E_IO, E_NOMEM
 */
MUST_CHECK enum status savefile_open(struct savefile **out, int fd, struct err *err);
void savefile_close(struct savefile **s); /* *s may be NULL */

/*
 * The next frame, good until the next call.
 *
 * E_NOTFOUND  the file ends here, as it should
 * E_CORRUPT   the file is cut off or broken here; every frame given before was whole
 * E_NOMEM     for a long block; E_IO
 */
MUST_CHECK enum status savefile_next(struct frame *out, struct savefile *s, struct err *err);

/* Frames that follow the one just given and are here already, at most max: good as long as it is.
   How many; 0 says nothing about the end. */
size_t savefile_more(struct frame *out, size_t max, struct savefile *s);

#endif
