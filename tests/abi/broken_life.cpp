// Plugins that are broken before they do anything: BROKEN says how. The descriptor is good.
#include <chancery/entry.h>
#include <chancery/role/predicate.h>
#include <chancery/about.hpp>

#include <stdexcept>

#define STRING(word) #word
#define NAME(word) STRING(word)

enum Broken {
  no_symbol = 1,
  entry_major,
  short_entry,
  empty_entry,
  other_descriptor,
  create_throws,
  create_fails,
  short_table,
  no_function,
  configure_throws,
  start_fails,
  start_throws,
  role_null,
  role_throws,
  role_short,
  role_empty,
  stop_throws
};
constexpr Broken how = BROKEN;

namespace {

constexpr auto image_with(std::string_view summary) {
  return chancery::About(NAME(BROKEN), "1", summary).role(CHANCERY_ROLE_PREDICATE).image();
}
[[gnu::section(CHANCERY_SECTION), gnu::used]] constexpr auto image = image_with("Broken.");
constexpr auto another = image_with("Whole.");

void throw_if(Broken when) {
  if (how == when) throw std::runtime_error("thrown");
}

chancery_code configure(void*, const chancery_settings*, const chancery_sink*) {
  throw_if(configure_throws);
  return CHANCERY_OK;
}
chancery_code start(void*, const chancery_sink*) {
  throw_if(start_throws);
  return how == start_fails ? CHANCERY_TRY_LATER : CHANCERY_OK;
}
chancery_code evaluate(void*, const chancery_predicate_request*, int32_t* answer,
                       const chancery_sink*) {
  *answer = 1;
  return CHANCERY_OK;
}
const void* role(void*, const char*) {
  throw_if(role_throws);
  static const chancery_predicate table = {how == role_short ? 8 : sizeof table, nullptr,
                                           how == role_empty ? nullptr : &evaluate};
  return how == role_null ? nullptr : &table;
}
void stop(void*) { throw_if(stop_throws); }
void destroy(void*) { throw_if(stop_throws); }

[[maybe_unused]] const chancery_plugin* create(const chancery_host*, const chancery_sink*) {
  throw_if(create_throws);
  static const chancery_plugin plugin = {how == short_table ? 16 : sizeof plugin,
                                         nullptr,
                                         &configure,
                                         how == no_function ? nullptr : &start,
                                         &role,
                                         &stop,
                                         &destroy};
  return how == create_fails ? nullptr : &plugin;
}

}  // namespace

#if !defined(WITHOUT_SYMBOL)
extern "C" [[gnu::visibility("default")]] const chancery_entry chancery_entry_v1;
const chancery_entry chancery_entry_v1 = {
    how == short_entry ? 8 : sizeof(chancery_entry), how == entry_major ? 7u : CHANCERY_ABI_MAJOR,
    how == other_descriptor ? &another.head : &image.head, how == empty_entry ? nullptr : &create};
#endif
