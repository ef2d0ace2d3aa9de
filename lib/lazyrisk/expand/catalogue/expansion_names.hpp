// The names of the catalogue alone.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

/// In the order of the documentation.
std::vector<std::string> expansion_names();

}  // namespace lazyrisk
