/*
 * A PostgreSQL for the tests: a private server in a temporary directory, reached through a socket
 * only, or the one $T_PG_URL names (with_pg starts one for a whole run).
 */
#ifndef PG_H
#define PG_H

/* Start the private server and give the URL of its database "postgres". Ends the program's tests
   where initdb is missing (packages.txt). Run as root, the server runs as "postgres" or "nobody".
 */
const char *pg_server(void);
void pg_stop(void); /* also at exit, of whatever kind; the directory goes too */

/* A database of this program's own, made on the first call and dropped at exit. */
const char *pg_database(void);

#endif
