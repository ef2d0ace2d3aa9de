// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rows under named columns, as every verb of the program prints them.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk::python {

struct Table {
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::vector<std::string> wanted = {};  ///< by a reader
    std::string caption = {}, note = {};
    bool single = false;                  ///< one record, told as a list
    bool compared = false;                ///< theory beside simulation
    std::vector<std::string> first = {};  ///< of a comparison: what varies
};

void bind_tables(pybind11::module_& module);

}  // namespace lazyrisk::python
