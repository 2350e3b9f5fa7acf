/* SPDX-License-Identifier: MIT
 * What a plugin is: a descriptor that is read from the file before any of its code runs, and one
 * exported symbol with one function.
 *
 * The descriptor lies in the ELF section CHANCERY_SECTION and holds no pointers: fixed-size texts
 * (NUL-padded), and tables addressed by their offset from the descriptor's first byte. Records have
 * a stride, so a later minor may append members to them.
 *
 * Life: scan, check, create, configure, start, calls, stop, destroy. Every function is called from
 * one thread at a time. A plugin is never unloaded from a running process.
 */
#ifndef CHANCERY_ENTRY_H
#define CHANCERY_ENTRY_H

#include "host.h"
#include "status.h"
#include "version.h"
#include "view.h"

typedef struct chancery_table {
  uint32_t offset; /* from the descriptor's first byte */
  uint32_t count;
  uint32_t stride; /* bytes from one record to the next */
} chancery_table;

typedef struct chancery_descriptor {
  char magic[8];             /* CHANCERY_MAGIC, without the final NUL */
  uint32_t size;             /* of the descriptor and all its tables, in bytes */
  uint16_t abi_major;        /* must equal the host's */
  uint16_t abi_minor;        /* the lowest minor of the host that will do */
  char id[48];               /* "<role>_<name>", [a-z0-9_]+ */
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
  char key[40];
  int32_t type;          /* CHANCERY_TEXT ... */
  int32_t required;      /* 1: there is no default */
  char default_text[96]; /* numbers in decimal, flags "true" or "false" */
  int64_t least, most;   /* range of a number; ignored for others */
  char sentence[160];    /* what it does, for the reference */
} chancery_setting_declaration;

typedef struct chancery_predicate_declaration {
  char name[40];
  int32_t least, most; /* number of arguments */
} chancery_predicate_declaration;

/* A checked value of the plugin's section. Relative paths have become absolute. */
typedef struct chancery_setting {
  chancery_view key;
  chancery_view text; /* as written, for CHANCERY_TEXT and CHANCERY_PATH */
  int64_t number;     /* for CHANCERY_NUMBER; CHANCERY_FLAG: 0 or 1 */
} chancery_setting;

typedef struct chancery_settings {
  uint32_t size;
  uint32_t stride; /* of an item */
  const chancery_setting* items;
  size_t count;
} chancery_settings;

/* One living plugin. Made by `create`, owned by the plugin, gone after `destroy`. */
typedef struct chancery_plugin {
  uint32_t size;
  void* self;
  /* [after create] The views are valid until it returns. */
  chancery_code (*configure)(void* self, const chancery_settings* settings,
                             const chancery_sink* error);
  /* [after configure] */
  chancery_code (*start)(void* self, const chancery_sink* error);
  /* [after start] The table of a role, owned by the plugin, valid until `destroy`; NULL for an id
   * that it does not know, which is never an error. */
  const void* (*role)(void* self, const char* id);
  void (*stop)(void* self);    /* [after start] */
  void (*destroy)(void* self); /* [last] */
} chancery_plugin;

typedef struct chancery_entry {
  uint32_t size;
  uint32_t abi_major;
  const chancery_descriptor* descriptor; /* must equal the one that was read from the file */
  /* [first] `host` outlives the plugin. NULL: a sentence in `error`. */
  const chancery_plugin* (*create)(const chancery_host* host, const chancery_sink* error);
} chancery_entry;

#endif
