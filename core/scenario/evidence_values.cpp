#include "scenario/evidence_values.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

using Texts = std::vector<std::string>;

void add_of_certificate(std::string_view key, const Certificate& certificate, Texts& texts) {
  if (key == "address")
    for (const auto& address : certificate.addresses) texts.push_back(address.text());
  if (key == "subject") texts.push_back(certificate.subject);
  if (key == "issuer") texts.push_back(certificate.issuer);
  if (key == "fingerprint") texts.push_back(certificate.fingerprint);
  if (key == "key")
    texts.push_back(certificate.key_algorithm + " " + std::to_string(certificate.key_bits));
}

void add_of_valid(std::string_view key, const Signature& signature, Texts& texts) {
  if (key == "algorithm") texts.push_back(signature.signature_algorithm);
  if (key == "digest") texts.push_back(signature.digest_algorithm);
  if (signature.certificate) add_of_certificate(key, *signature.certificate, texts);
}

bool all_valid(const Evidence& evidence) {
  return !evidence.signatures.empty() &&
         std::all_of(evidence.signatures.begin(), evidence.signatures.end(),
                     [](const Signature& signature) { return signature.status == Status::valid; });
}

void add_names(const std::vector<std::string>& names, Texts& texts) {
  for (const auto& each : names) texts.push_back(lower(each));
}

// All of a layer are over the same.
Texts covered(const Evidence& evidence) {
  Texts texts;
  if (!all_valid(evidence)) return texts;
  const auto& covers = evidence.signatures.front().covers;
  if (covers.body) texts.emplace_back("body");
  add_names(covers.fields, texts);
  return texts;
}

Texts contradicted(const Evidence& evidence) {
  Texts texts;
  if (all_valid(evidence)) add_names(evidence.signatures.front().covers.contradicts, texts);
  return texts;
}

}  // namespace

Result<Value> signature_of(const Argument& argument, const Question& question) {
  Texts texts;
  if (!question.evidence) return Value(std::move(texts));
  if (argument.key == "covers") return Value(covered(*question.evidence));
  if (argument.key == "contradicts") return Value(contradicted(*question.evidence));
  for (const auto& signature : question.evidence->signatures) {
    if (argument.key == "status") texts.emplace_back(name(signature.status));
    if (signature.status == Status::valid) add_of_valid(argument.key, signature, texts);
  }
  return Value(std::move(texts));
}

Result<Value> encryption_of(const Argument& argument, const Question& question) {
  static const Opening in_clear;
  const auto& opened = question.evidence ? question.evidence->opened : in_clear;
  if (argument.key == "status") return Value(name(opened.status));
  return Value(opened.status == Status::valid ? std::string_view(opened.algorithm) : "");
}

Result<Value> encrypted_by(const Argument&, const Question& question) {
  const bool opened = question.evidence && question.evidence->opened.status == Status::valid;
  return Value(opened ? "smime" : "");
}

}  // namespace chancery::scenario
