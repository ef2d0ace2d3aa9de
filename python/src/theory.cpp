// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The spectrum of a model and what it is made of.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "asked.hpp"
#include "bind.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/measure/exponents_table.hpp"
#include "lazyrisk/measure/kernel_curve.hpp"
#include "lazyrisk/measure/threshold_table.hpp"
#include "lazyrisk/record/activation_table.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/record/spectrum_table.hpp"
#include "tables.hpp"

namespace lazyrisk::python {
namespace {

py::array_t<double> as_doubles(const std::vector<long double>& values) {
    py::array_t<double> out(py::ssize_t(values.size()));
    std::transform(values.begin(), values.end(), out.mutable_data(), [](long double v) { return double(v); });
    return out;
}

py::tuple amplitudes(const Asked& asked, int degrees) {
    const Question& q = asked.array.base;
    const Amplitudes a = [&] {
        const py::gil_scoped_release released;
        return decompose(activation_of(q), q.dim, degrees);
    }();
    return py::make_tuple(as_doubles(a.value), as_doubles(a.error), double(a.tail), double(a.tail_error));
}

/// The special places that a sweep of a field crosses, as a figure marks them.
std::vector<std::pair<double, std::string>> marks_along(const Asked& asked, const std::string& field,
                                                        const std::vector<double>& values) {
    std::vector<std::pair<double, std::string>> all;
    for (const Mark& mark : marks(asked.array.base, {field, values})) all.emplace_back(mark.x, mark.label);
    return all;
}

/// Answers of a kind of their own.
Table answered(const Asked& asked, AnswerTable (*ask)(const Questions&, Answers&)) {
    const AnswerTable t = [&] {
        const py::gil_scoped_release released;
        return ask(asked.questions(), answers());
    }();
    Table table{t.columns, t.rows, t.wanted};
    table.single = asked.array.fields.empty();
    return table;
}

}  // namespace

void bind_theory(py::module_& m) {
    m.def("spectrum", [](const Asked& asked, const std::string& degrees) {
        const SpectrumTable t = [&] {
            const py::gil_scoped_release released;
            return spectrum_table(asked.array.base, degrees);
        }();
        if (!t.warning.empty() && PyErr_WarnEx(PyExc_UserWarning, t.warning.c_str(), 2) != 0)
            throw py::error_already_set();
        return Table{t.columns, t.rows, spectrum_columns(),
                     "Spectrum of the kernel by degree; the row `tail` is the trace beyond"};
    });
    m.def("threshold", [](const Asked& asked) { return answered(asked, threshold_table); });
    m.def("exponents", [](const Asked& asked) { return answered(asked, exponents_table); });
    m.def("amplitudes", &amplitudes);
    m.def("kernel_values", [](const Asked& asked, const Numbers& t) {
        const std::vector<double> at(t.data(), t.data() + t.size());
        const std::vector<double> h = [&] {
            const py::gil_scoped_release released;
            return kernel_values(asked.array.base, at);
        }();
        return py::array_t<double>(py::ssize_t(h.size()), h.data());
    });
    m.def("kernel_formula", [](const Asked& asked) { return kernel_formula(asked.array.base); });
    m.def("marks", &marks_along);
    m.def("axis_label", &axis_label);
    m.def("parameters", [](const Asked& asked, const std::vector<std::string>& swept) {
        std::vector<Sweep> sweeps;
        for (const std::string& field : swept) sweeps.push_back({field, {}});
        return parameters(asked.array.base, sweeps);
    });
    m.def("activations", [] {
        const ActivationTable t;
        return Table{t.columns, t.rows};
    });
}

}  // namespace lazyrisk::python
