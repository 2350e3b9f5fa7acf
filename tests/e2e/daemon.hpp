// A program of somebody else that serves on a port of this machine as long as a test needs it.
#pragma once

#include "run.hpp"

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace e2e {

std::uint16_t free_port();
// A program of a package that `./dev deps` unpacks, in PATH or below build/tools; fails the test
// where it is missing.
std::string unpacked_program(const std::string& name);

class Daemon {
 public:
  // Returns when the port answers. `quiet`: what it says goes nowhere.
  Daemon(Words words, std::uint16_t port, bool quiet = false);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();

 private:
  pid_t child_ = 0;
};

}  // namespace e2e
