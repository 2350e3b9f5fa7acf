/* A plugin in C: what the interface asks of somebody who has no C++. It answers one predicate,
 * is_long(text), by a setting, and asks the host for its log. */
#include <chancery/chancery.h>

#include <stdio.h>
#include <string.h>

struct image {
  chancery_descriptor head;
  chancery_name roles[1];
  chancery_name services[1];
  chancery_setting_declaration settings[1];
  chancery_predicate_declaration predicates[1];
};

#define TABLE(member, type) \
  { (uint32_t) offsetof(struct image, member), 1, (uint32_t)sizeof(type) }

__attribute__((section(CHANCERY_SECTION), used)) static const struct image image = {
    {{'C', 'H', 'A', 'N', 'C', 'E', 'R', 'Y'},
     sizeof(struct image),
     sizeof(chancery_descriptor),
     CHANCERY_ABI_MAJOR,
     0,
     "c_plugin",
     "2.1",
     "is_long(text), in C.",
     TABLE(roles, chancery_name),
     TABLE(services, chancery_name),
     TABLE(settings, chancery_setting_declaration),
     TABLE(predicates, chancery_predicate_declaration)},
    {{CHANCERY_ROLE_PREDICATE}},
    {{CHANCERY_SERVICE_LOG}},
    {{"long_from", CHANCERY_NUMBER, 0, "5", 1, 100, "How many bytes are long."}},
    {{"is_long", 1, 1}},
};

struct counter {
  const chancery_host* host;
  size_t long_from;
  int running;
};

static chancery_code say(const chancery_sink* error, chancery_code code, const char* sentence) {
  error->write(error->self, sentence, strlen(sentence));
  return code;
}

static chancery_code evaluate(void* self, const chancery_predicate_request* request,
                              int32_t* answer, const chancery_sink* error) {
  const struct counter* counter = self;
  const chancery_argument* argument =
      CHANCERY_AT(chancery_argument, request->arguments, request->argument_stride, 0);
  size_t i;
  *answer = 0;
  if (!counter->running) return say(error, CHANCERY_MISCONFIGURED, "it was not started");
  if (argument->count == 0) return say(error, CHANCERY_UNUSABLE, "there is nothing to measure");
  for (i = 0; i < argument->count; ++i)
    if (argument->items[i].size >= counter->long_from) *answer = 1;
  return CHANCERY_OK;
}

static chancery_code configure(void* self, const chancery_settings* settings,
                               const chancery_sink* error) {
  struct counter* counter = self;
  size_t i;
  for (i = 0; i < settings->count; ++i) {
    const chancery_setting* setting =
        CHANCERY_AT(chancery_setting, settings->items, settings->stride, i);
    if (setting->key.size == strlen("long_from") &&
        memcmp(setting->key.data, "long_from", setting->key.size) == 0)
      counter->long_from = (size_t)setting->number;
  }
  if (counter->long_from == 13) return say(error, CHANCERY_MISCONFIGURED, "13 brings bad luck");
  return CHANCERY_OK;
}

static chancery_code start(void* self, const chancery_sink* error) {
  struct counter* counter = self;
  const chancery_log* log = counter->host->service(counter->host->self, CHANCERY_SERVICE_LOG);
  char sentence[64];
  chancery_view view;
  if (!log || !CHANCERY_HAS(log, chancery_log, write))
    return say(error, CHANCERY_FAILED, "there is no log");
  view.data = sentence;
  view.size = (size_t)snprintf(sentence, sizeof sentence, "long from %zu", counter->long_from);
  log->write(log->self, CHANCERY_LOG_INFO, view);
  counter->running = 1;
  return CHANCERY_OK;
}

static const void* role(void* self, const char* id) {
  static chancery_predicate table = {sizeof table, NULL, evaluate};
  table.self = self;
  return strcmp(id, CHANCERY_ROLE_PREDICATE) == 0 ? &table : NULL;
}

static void stop(void* self) { ((struct counter*)self)->running = 0; }
static void destroy(void* self) { ((struct counter*)self)->host = NULL; }

static const chancery_plugin* create(const chancery_host* host, const chancery_sink* error) {
  static struct counter counter;
  static const chancery_plugin plugin = {sizeof plugin, &counter, configure, start,
                                         role,          stop,     destroy};
  if (counter.host) {
    say(error, CHANCERY_FAILED, "there can be but one");
    return NULL;
  }
  counter.host = host;
  return &plugin;
}

extern const chancery_entry chancery_entry_v1;
__attribute__((visibility("default"))) const chancery_entry chancery_entry_v1 = {
    sizeof(chancery_entry), CHANCERY_ABI_MAJOR, &image.head, create};
