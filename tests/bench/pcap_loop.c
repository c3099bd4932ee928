/*
 * The reference for reading captures: what libpcap alone needs to hand over every frame.
 *
 *     pcap_loop FILE      prints how many
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], why) : NULL;
    struct pcap_pkthdr *head;
    const u_char *byte;
    uint64_t n = 0, bytes = 0;

    if (p == NULL) {
        fprintf(stderr, "%s\n", argc == 2 ? why : "pcap_loop FILE");
        return 1;
    }
    while (pcap_next_ex(p, &head, &byte) == 1) {
        n++;
        bytes += head->caplen;
    }
    pcap_close(p);
    printf("%" PRIu64 " %" PRIu64 "\n", n, bytes);
    return 0;
}
