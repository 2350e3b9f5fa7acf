/* SPDX-License-Identifier: MIT
 * The version of the plugin interface, apart from the version of the program.
 *
 * MAJOR must be equal in host and plugin. MINOR only grows: a plugin names the lowest minor it can
 * live with, and any host at or above it loads the plugin. sdk/ABI.md has the rules of evolution.
 */
#ifndef CHANCERY_VERSION_H
#define CHANCERY_VERSION_H

#define CHANCERY_ABI_MAJOR 1
#define CHANCERY_ABI_MINOR 0

/* First eight bytes of every descriptor. */
#define CHANCERY_MAGIC "CHANCERY"

/* ELF section that holds the descriptor, and the one symbol that a plugin exports. */
#define CHANCERY_SECTION ".chancery"
#define CHANCERY_ENTRY_SYMBOL "chancery_entry_v1"

#endif
