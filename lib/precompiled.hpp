// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the units of expand read of others, compiled once for all of them. Each file still includes what it names: the
// preset `develop` builds without.
#pragma once

#include <fmt/format.h>
#include <ginac/ginac.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>
