#include "gnupg.hpp"

namespace gnupg {

using chancery::Code;
using chancery::Err;
using chancery::Result;

void initialize() {
  static const bool once = [] {
    gcry_check_version(nullptr);
    gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    gpgme_check_version(nullptr);
    return true;
  }();
  (void)once;
}

std::string reason(gpgme_error_t error) {
  return std::string(gpgme_strerror(error)) + " <" + gpgme_strsource(error) + ">";
}

bool is_of_surroundings(gpgme_error_t error) {
  const auto code = gpgme_err_code(error);
  if (code & GPG_ERR_SYSTEM_ERROR) return true;
  if (code >= GPG_ERR_ASS_GENERAL && code <= GPG_ERR_ASS_UNKNOWN_INQUIRE) return true;
  switch (code) {
    case GPG_ERR_NO_AGENT:
    case GPG_ERR_AGENT:
    case GPG_ERR_EOF:
    case GPG_ERR_TIMEOUT:
    case GPG_ERR_CANCELED:
    case GPG_ERR_INV_ENGINE:
    case GPG_ERR_RESOURCE_LIMIT: return true;
    default: return false;
  }
}

Result<Context> open_context(const std::string& home) {
  gpgme_ctx_t made = nullptr;
  if (const auto error = gpgme_new(&made))
    return Err(Code::try_later, "starting GPGME: " + reason(error));
  Context context(made);
  auto error = gpgme_set_protocol(made, GPGME_PROTOCOL_CMS);
  if (!error) error = gpgme_ctx_set_engine_info(made, GPGME_PROTOCOL_CMS, nullptr, home.c_str());
  if (error)
    return Err(Code::misconfigured, "GPGME cannot use gpgsm: " + reason(error),
               "install gpgsm and gpg-agent");
  gpgme_set_offline(made, 1);
  return context;
}

Result<Data> reading(std::string_view bytes) {
  gpgme_data_t made = nullptr;
  const auto* start = bytes.data() ? bytes.data() : "";
  if (const auto error = gpgme_data_new_from_mem(&made, start, bytes.size(), 0))
    return Err(Code::try_later, "handing bytes to GPGME: " + reason(error));
  gpgme_data_set_encoding(made, GPGME_DATA_ENCODING_BINARY);
  return Data(made);
}

Result<Data> writing() {
  gpgme_data_t made = nullptr;
  if (const auto error = gpgme_data_new(&made))
    return Err(Code::try_later, "taking bytes from GPGME: " + reason(error));
  gpgme_data_set_encoding(made, GPGME_DATA_ENCODING_BINARY);
  return Data(made);
}

std::string written(gpgme_data_t data) {
  std::string all;
  char step[1 << 14];
  gpgme_data_seek(data, 0, SEEK_SET);
  for (ssize_t got; (got = gpgme_data_read(data, step, sizeof step)) > 0;)
    all.append(step, static_cast<std::size_t>(got));
  return all;
}

}  // namespace gnupg
