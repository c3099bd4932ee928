/*
 * Names as DNS writes them (RFC 1035 3.1, 4.1.4), for DNS, mDNS, LLMNR, DHCP and NetBIOS.
 *
 * Pure, and sure to end: a compression pointer may only point to before where it stands, and a name
 * has at most 255 bytes.
 */
#ifndef NETWORK_DNS_NAME_H
#define NETWORK_DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_NAME_SIZE 254 /* with the closing 0; 255 bytes on the wire */

/*
 * Read the name at message[*at], len bytes in all, as "host.example.jp"; control bytes become '?'.
 * *at is moved behind it. False, with *at and name undefined: it runs past the end, is too long,
 * points forward, or has a label type of the future.
 */
bool dns_name_read(char name[DNS_NAME_SIZE], const uint8_t *message, size_t len, size_t *at);

/* A NetBIOS name of 15 characters and its suffix, from "first level" letters (RFC 1001 14.1):
   half[32]. False: other letters. Trailing blanks are left off. */
#define NETBIOS_NAME_SIZE 16
bool dns_name_netbios(char name[NETBIOS_NAME_SIZE], uint8_t *suffix, const char half[32]);

#endif
