// A site in a folder of its own, written and read as the program would.
#pragma once

#include "config/settings.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <string>

namespace test {

struct Site {
  TemporaryFolder folder;
  chancery::Places places = chancery::Places::under(folder.path(), "/opt/chancery-1/bin/chancery");

  void write(const fs::path& relative, const std::string& text) const {
    const fs::path file = folder.path() / relative;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  chancery::Result<chancery::Settings> load(const std::string& text) const {
    write("chancery.toml", text);
    return chancery::load_settings(places);
  }
  chancery::Result<chancery::ListSettings> load_list(const std::string& name,
                                                     const std::string& text) const {
    write("lists/" + name + "/list.toml", text);
    return chancery::load_list(places, name);
  }
  // The problems without the name of the file: "3:1: unknown key ...".
  std::string without_file(std::string what, const std::string& file = "chancery.toml") const {
    const std::string prefix = (folder.path() / file).string() + ":";
    for (std::size_t at; (at = what.find(prefix)) != std::string::npos;)
      what.erase(at, prefix.size());
    return what;
  }
  std::string problems(const std::string& text) const {
    const auto settings = load(text);
    return settings ? "none" : without_file(settings.error().what);
  }
};

}  // namespace test
