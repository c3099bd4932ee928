/*
 * Workbooks of any bytes. Bytes that begin with PK are taken as the file itself; any others become
 * the worksheet of a workbook made around them, so that the fuzzer reaches the XML without having
 * to guess a zip file.
 */
#include "base/buf.h"
#include "book_check.h"

enum { FILE_SIZE = 4 << 20, PARTS = 4 };

static const char package_rels[] =
    "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"b.xml\"/>"
    "</Relationships>";
static const char workbook[] =
    "<workbook><sheets><sheet name=\"S\" r:id=\"s\"/></sheets></workbook>";
static const char workbook_rels[] =
    "<Relationships><Relationship Id=\"s\" Type=\"x/worksheet\" Target=\"s.xml\"/>"
    "</Relationships>";

static void add_little(struct buf *b, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        buf_char(b, (char)(value >> (8 * i)));
    }
}

static uint32_t crc_of(const uint8_t *data, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xEDB88320 & (0 - (crc & 1)));
        }
    }
    return ~crc;
}

/* PKWARE APPNOTE 4.3.7 and 4.3.12: what a part's two headers have in common. */
static void add_header(struct buf *b, const char *name, const uint8_t *data, size_t size)
{
    add_little(b, 20, 2); /* version */
    add_little(b, 0, 4);  /* flags, stored */
    add_little(b, 0x21 << 16, 4);
    add_little(b, crc_of(data, size), 4);
    add_little(b, (uint32_t)size, 4);
    add_little(b, (uint32_t)size, 4);
    add_little(b, (uint32_t)strlen(name), 2);
    add_little(b, 0, 2);
}

static void wrap(struct buf *file, const uint8_t *data, size_t size)
{
    CLEANUP(buf_close) struct buf directory = BUF_INIT(4096);
    const struct {
        const char *name;
        const void *data;
        size_t size;
    } part[PARTS] = {
        {"_rels/.rels",      package_rels,  sizeof(package_rels) - 1 },
        {"b.xml",            workbook,      sizeof(workbook) - 1     },
        {"_rels/b.xml.rels", workbook_rels, sizeof(workbook_rels) - 1},
        {"s.xml",            data,          size                     },
    };

    for (size_t i = 0; i < PARTS; i++) {
        uint32_t at = (uint32_t)file->len;

        buf_add(file, "PK\3\4", 4);
        add_header(file, part[i].name, part[i].data, part[i].size);
        buf_str(file, part[i].name);
        buf_add(file, part[i].data, part[i].size);
        buf_add(&directory, "PK\1\2\24\0", 6);
        add_header(&directory, part[i].name, part[i].data, part[i].size);
        add_little(&directory, 0, 4); /* no comment, disk 0 */
        add_little(&directory, 0, 2);
        add_little(&directory, 0, 4);
        add_little(&directory, at, 4);
        buf_str(&directory, part[i].name);
    }

    uint32_t at = (uint32_t)file->len;

    buf_add(file, directory.data, directory.len);
    buf_add(file, "PK\5\6\0\0\0\0", 8);
    add_little(file, PARTS, 2);
    add_little(file, PARTS, 2);
    add_little(file, (uint32_t)directory.len, 4);
    add_little(file, at, 4);
    add_little(file, 0, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_close) struct buf file = BUF_INIT(FILE_SIZE);

    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        book_check(data, size);
        return 0;
    }
    wrap(&file, data, size);
    if (buf_status(&file, NULL) == OK) {
        book_check(file.data, file.len);
    }
    return 0;
}
