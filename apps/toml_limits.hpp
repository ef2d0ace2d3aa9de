// What a TOML file may be before its parser, which is recursive, sees it.
#pragma once

#include <istream>
#include <string>

namespace lazyrisk::app {

/// The whole text. Throws DomainError with file, line and column: a line over 64 kB, a file over 16 MB, a key more than 256 tables deep.
std::string within_limits(std::istream& file, const std::string& path);

}  // namespace lazyrisk::app
