/* CRC-32 of IEEE 802.3, as in zip and PNG. */
#ifndef PSEG_CRC32_H
#define PSEG_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t pseg_crc32(const unsigned char *bytes, size_t size);

#endif
