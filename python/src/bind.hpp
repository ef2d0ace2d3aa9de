// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <pybind11/pybind11.h>

namespace lazyrisk::python {

void bind_risks(pybind11::module_& module);
void bind_theory(pybind11::module_& module);
void bind_measures(pybind11::module_& module);
void bind_expansions(pybind11::module_& module);
void bind_predictions(pybind11::module_& module);

}  // namespace lazyrisk::python
