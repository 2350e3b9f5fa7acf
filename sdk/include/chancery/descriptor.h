/* SPDX-License-Identifier: MIT
 * What a plugin says of itself. It is read from the file before any code of the plugin runs.
 *
 * The descriptor lies at the beginning of the ELF section CHANCERY_SECTION, in the byte order of
 * the machine, and holds no pointers: fixed-size texts (with at least one NUL at the end), and
 * tables addressed by their offset from the descriptor's first byte. Records have a stride, so a
 * later minor may append members to them.
 */
#ifndef CHANCERY_DESCRIPTOR_H
#define CHANCERY_DESCRIPTOR_H

#include <stdint.h>

typedef struct chancery_table {
  uint32_t offset; /* from the descriptor's first byte */
  uint32_t count;
  uint32_t stride; /* bytes from one record to the next */
} chancery_table;

typedef struct chancery_descriptor {
  char magic[8];             /* CHANCERY_MAGIC, without the final NUL */
  uint32_t size;             /* of the descriptor and all its tables, in bytes */
  uint32_t head_size;        /* of this struct, as the plugin was built */
  uint16_t abi_major;        /* must equal the host's */
  uint16_t abi_minor;        /* the lowest minor of the host that will do */
  char id[48];               /* "<role>_<name>", [a-z0-9_]+; the file is <id>.so */
  char version[32];          /* the plugin's own */
  char summary[128];         /* one sentence for `plugin ls` */
  chancery_table roles;      /* of chancery_name: "chancery.auth/1" */
  chancery_table services;   /* of chancery_name: host services without which it cannot work */
  chancery_table settings;   /* of chancery_setting_declaration */
  chancery_table predicates; /* of chancery_predicate_declaration; empty for other roles */
} chancery_descriptor;

typedef struct chancery_name {
  char text[48];
} chancery_name;

enum { CHANCERY_TEXT = 0, CHANCERY_NUMBER = 1, CHANCERY_FLAG = 2, CHANCERY_PATH = 3 };

/* A key of the plugin's section in chancery.toml, `[plugin.<id>]`. The host checks the file against
 * it and fills in the default, so a plugin never sees an unknown key or a wrong type. */
typedef struct chancery_setting_declaration {
  char key[40];          /* [a-z][a-z0-9_]* */
  int32_t type;          /* CHANCERY_TEXT ... */
  int32_t required;      /* 1: there is no default */
  char default_text[96]; /* numbers in decimal, flags "true" or "false" */
  int64_t least, most;   /* range of a number; ignored for others */
  char sentence[160];    /* what it does, for the reference */
} chancery_setting_declaration;

typedef struct chancery_predicate_declaration {
  char name[40];       /* [a-z][a-z0-9_]* */
  int32_t least, most; /* number of arguments */
} chancery_predicate_declaration;

#endif
