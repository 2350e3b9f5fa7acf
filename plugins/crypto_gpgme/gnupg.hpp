// What GnuPG's libraries hand out, owned; and their errors as sentences and codes.
#pragma once

#include <chancery/result.hpp>

#include <gcrypt.h>
#include <gpgme.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace gnupg {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class Pointer, auto Free>
using Owned = std::unique_ptr<std::remove_pointer_t<Pointer>, Deleter<Free>>;

using Context = Owned<gpgme_ctx_t, gpgme_release>;
using Data = Owned<gpgme_data_t, gpgme_data_release>;
using Sexp = Owned<gcry_sexp_t, gcry_sexp_release>;

// The libraries want to be woken once, before anything else.
void initialize();

// A conversation with one gpgsm, which ends with it. Never used for more than a few operations: a
// long-lived gpgsm 2.2 runs out of secure memory.
chancery::Result<Context> open_context(const std::string& home);
// Views, not copies.
chancery::Result<Data> reading(std::string_view bytes);
chancery::Result<Data> writing();
std::string written(gpgme_data_t data);

std::string reason(gpgme_error_t error);
// Whether an error says that the surroundings failed (no agent, no memory, a dead gpgsm), which
// speaks neither for nor against what was looked at.
bool is_of_surroundings(gpgme_error_t error);

}  // namespace gnupg
