// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A problem as Python has it: fields of texts and numbers, some of which may be arrays.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/question_array.hpp"
#include "lazyrisk/measure/questions.hpp"

namespace lazyrisk::python {

namespace py = pybind11;
using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// Questions in the order of the arrays' elements.
struct Asked {
    QuestionArray array;
    std::vector<Question> samples;  ///< enough of them to know every column

    /// `fields`: names with a text, a number, an activation or a spectrum each; `arrays`: names with an array each, all
    /// of one size; empty: one question. Throws DomainError.
    Asked(const py::dict& fields, const py::dict& arrays);

    [[nodiscard]] Questions questions() const;
    /// Of the one question; its texts are read at the first call alone. The interpreter's lock is held.
    [[nodiscard]] Answer answer() const;

private:
    mutable std::optional<ResolvedPoint> point_;
};

/// Of all problems of the process: equal models share their spectra.
Answers& answers();

void bind_asked(py::module_& module);

}  // namespace lazyrisk::python
