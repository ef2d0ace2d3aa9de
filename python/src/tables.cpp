// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tables.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/table/usual_caption.hpp"
#include "lazyrisk/words/enum_words.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::python {
namespace {

namespace py = pybind11;

/// An array of numbers where there are only numbers and gaps (nan), else a list of texts, numbers and None.
py::object column(const Table& table, const std::string& name) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end()) throw py::key_error(name);
    const std::size_t i = std::size_t(found - table.columns.begin());
    const bool texts = std::any_of(table.rows.begin(), table.rows.end(),
                                   [i](const Row& row) { return std::holds_alternative<std::string>(row[i]); });
    if (texts) {
        py::list all;
        for (const Row& row : table.rows) all.append(py::cast(row[i]));
        return all;
    }
    py::array_t<double> numbers(py::ssize_t(table.rows.size()));
    double* at = numbers.mutable_data();
    for (const Row& row : table.rows) {
        const double* number = std::get_if<double>(&row[i]);
        *at++ = number ? *number : std::numeric_limits<double>::quiet_NaN();
    }
    return numbers;
}

std::string rendered(const Table& table, const std::string& format, std::optional<int> digits,
                     const std::vector<std::string>& columns, const std::string& caption, const std::string& label,
                     const std::string& pivot, bool all) {
    TableStyle style{.format = from_word<Format>("format", format), .digits = digits};
    style.columns = columns, style.caption = caption, style.label = label, style.pivot = pivot, style.all = all;
    style.one_object = table.single;
    style.note = table.note;
    if (table.compared && style.format != Format::csv && style.format != Format::json)
        return readable_comparison(table.columns, table.rows, style, table.first, table.caption);
    return render_answer(table.columns, table.rows, style, table.wanted, table.caption);
}

}  // namespace

void bind_tables(py::module_& m) {
    m.def("usual_caption", &usual_caption);
    py::class_<Table>(m, "Table")
        .def_readonly("columns", &Table::columns)
        .def_readonly("wanted", &Table::wanted)
        .def_property_readonly("size", [](const Table& t) { return t.rows.size(); })
        .def("column", &column)
        .def("row", [](const Table& t, std::size_t i) { return py::cast(t.rows.at(i)); })
        .def("rendered", &rendered, py::arg("format"), py::arg("digits") = py::none(),
             py::arg("columns") = std::vector<std::string>(), py::arg("caption") = "", py::arg("label") = "",
             py::arg("pivot") = "", py::arg("all") = false);
}

}  // namespace lazyrisk::python
