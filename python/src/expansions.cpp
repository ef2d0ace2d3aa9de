// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Closed forms and series.
#include <pybind11/stl.h>

#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bind.hpp"
#include "lazyrisk/expand/catalogue/answer_text.hpp"
#include "lazyrisk/expand/catalogue/catalogue_table.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/catalogue/expansion_question.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/enum_words.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::python {
namespace {

namespace py = pybind11;

/// GiNaC is used by one thread at a time: the interpreter's lock is held throughout.
struct Expanded {
    ExpansionProblem problem;
    ExpansionAnswer answer;
};

std::shared_ptr<Expanded> expand(const std::string& of, int order, const std::map<std::string, std::string>& fields) {
    ExpansionQuestion question{of, order, {}};
    if (of.empty()) throw DomainError("`of` is missing: what to expand; lazyrisk.expansions() lists all");
    for (const auto& [name, text] : fields) question.options[name] = text;
    auto e = std::make_shared<Expanded>(Expanded{resolve(question), {}});
    e->answer = expansions(e->problem);
    return e;
}

const Expansion& part(const Expanded& e, std::size_t i) {
    if (i >= e.answer.expansions.size()) throw py::index_error("expansion " + std::to_string(i));
    return e.answer.expansions[i];
}

Values values_of(const Expanded& e, const std::map<std::string, double>& letters) {
    Values values = e.answer.values;
    for (const auto& [name, value] : letters) values[name] = Digits(value);
    return values;
}

}  // namespace

void bind_expansions(py::module_& m) {
    py::class_<Expanded, std::shared_ptr<Expanded>>(m, "Expanded")
        .def_property_readonly("size", [](const Expanded& e) { return e.answer.expansions.size(); })
        .def_property_readonly("sentences", [](const Expanded& e) { return e.answer.sentences; })
        .def("rendered",
             [](const Expanded& e, const std::string& format, bool check) {
                 return answer_text(e.problem, e.answer, check ? checked_orders(e.answer) : OrderChecks{},
                                    {.format = from_word<Format>("format", format)});
             })
        .def("name", [](const Expanded& e, std::size_t i) { return part(e, i).name; })
        .def("quantity", [](const Expanded& e, std::size_t i) { return part(e, i).quantity; })
        .def("variable", [](const Expanded& e, std::size_t i) { return part(e, i).variable.get_name(); })
        .def("region", [](const Expanded& e, std::size_t i) { return part(e, i).region; })
        .def("source", [](const Expanded& e, std::size_t i) { return part(e, i).source; })
        .def("latex",
             [](const Expanded& e, std::size_t i) { return latex_of(inserted(part(e, i), e.answer.exact_values)); })
        .def("text",
             [](const Expanded& e, std::size_t i) { return text_of(inserted(part(e, i), e.answer.exact_values)); })
        .def("value", [](const Expanded& e, std::size_t i, const std::map<std::string, double>& letters,
                         double x) { return double(sum(part(e, i), values_of(e, letters), Digits(x))); })
        .def("exact",
             [](const Expanded& e, std::size_t i, const std::map<std::string, double>& letters, double x) {
                 if (!part(e, i).exact) throw NotCovered("this expansion has no independent solve beside it");
                 return double(part(e, i).exact(values_of(e, letters), Digits(x)));
             })
        .def("is_series", [](const Expanded& e, std::size_t i) { return is_series(part(e, i)); })
        .def("exponents",
             [](const Expanded& e, std::size_t i, const std::map<std::string, double>& letters) {
                 std::vector<double> all;
                 for (const ExpansionTerm& term : part(e, i).terms)
                     all.push_back(double(evaluate(term.exponent, values_of(e, letters))));
                 return all;
             })
        .def("coefficients",
             [](const Expanded& e, std::size_t i, const std::map<std::string, double>& letters) {
                 std::vector<double> all;
                 for (const Digits& c : coefficients(part(e, i), values_of(e, letters))) all.push_back(double(c));
                 return all;
             })
        .def("holds", [](const Expanded& e) {
            std::vector<py::object> all;
            for (const std::optional<OrderCheck>& c : checked_orders(e.answer))
                all.push_back(c ? py::object(py::bool_(c->holds)) : py::none());
            return all;
        });
    m.def("expand", &expand, py::arg("of"), py::arg("order"), py::arg("fields"));
    m.def("expansions", [] {
        std::vector<std::tuple<std::string, std::string, std::string, std::vector<std::string>>> all;
        for (const CatalogueEntry& e : expansion_catalogue()) all.emplace_back(e.name, e.what, e.region(), e.options);
        return all;
    });
}

}  // namespace lazyrisk::python
