// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One risk, or an array of them.
#include "bind.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

#include "asked.hpp"
#include "interrupt.hpp"
#include "lazyrisk/measure/records.hpp"
#include "lazyrisk/record/explanation.hpp"
#include "lazyrisk/record/record.hpp"
#include "tables.hpp"

namespace lazyrisk::python {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The numbers that every answer has. What follows from the question alone is Python's own.
struct Number {
    const char* name;
    double (*of)(const Answer&);
};
constexpr std::array numbers{
    Number{"test_error", [](const Answer& a) { return a.risk.test_error; }},
    Number{"excess_risk", [](const Answer& a) { return a.of_squares || a.robust ? a.risk.excess_risk : none; }},
    Number{"bias", [](const Answer& a) { return a.of_squares ? a.risk.bias : none; }},
    Number{"variance", [](const Answer& a) { return a.of_squares ? a.risk.variance : none; }},
    Number{"train_error", [](const Answer& a) { return a.of_squares ? a.risk.train_error : none; }},
    Number{"effective_ridge", [](const Answer& a) { return a.training.finished() ? a.risk.effective_ridge : none; }},
    Number{"weight_norm", [](const Answer& a) { return a.risk.weight_norm; }},
    Number{"degrees_of_freedom", [](const Answer& a) { return a.risk.degrees_of_freedom; }},
    Number{"degrees_of_freedom_2", [](const Answer& a) { return a.risk.degrees_of_freedom_2; }},
    Number{"error_bound", [](const Answer& a) { return a.risk.error_bound; }},
    Number{"ridge", [](const Answer& a) { return a.ridge; }},
};

std::size_t place_of(const std::string& name) {
    const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const Number& n) { return n.name == name; });
    return std::size_t(found - numbers.begin());
}

/// One question and its answer.
struct One {
    std::shared_ptr<const Asked> asked;
    Answer answer;
    bool sources;

    [[nodiscard]] Table table() const {
        const Record record(asked->samples, sources);
        Table t{record.columns(), {record.row(asked->samples.front(), answer)}};
        t.wanted = asked_first(t.columns);
        t.single = true;
        return t;
    }
    [[nodiscard]] double number(const std::string& name) const {
        const std::size_t i = place_of(name);
        if (i == numbers.size()) throw py::key_error(name);
        return numbers[i].of(answer);
    }
    [[nodiscard]] std::string explained() const {
        return text_of(explain_risk(asked->samples.front(), answer), answer.risk.test_error);
    }
};

/// Throws what the failure of an answer is.
void require_answer(const Answer& a) {
    if (a.answered) return;
    const std::string sentence = a.status.substr(std::min(a.status.size(), a.status.find(": ") + 2));
    if (a.status.starts_with("domain")) throw DomainError(sentence);
    if (a.status.starts_with("not-covered")) throw NotCovered(sentence);
    throw NotConverged(sentence);
}

/// An array of questions and, of each, the numbers of its answer; nan where there is none.
struct Many {
    std::shared_ptr<const Asked> asked;
    std::array<std::vector<double>, numbers.size()> number;
    std::size_t modes = 0;
    std::vector<double> learnability;           ///< [size][modes]
    std::map<std::size_t, std::string> status;  ///< of those that are not "ok"
    std::size_t wrong = 0;                      ///< questions
    bool sources;

    [[nodiscard]] std::size_t size() const { return asked->array.size; }

    void take(std::size_t i, const Answer& a) {
        for (std::size_t k = 0; k < numbers.size(); ++k) number[k][i] = a.answered ? numbers[k].of(a) : none;
        for (std::size_t k = 0; k < std::min(modes, a.learnability.size()); ++k)
            learnability[i * modes + k] = a.learnability[k];
        if (a.status == "ok" && a.weakness == Weakness::none) return;
        const std::lock_guard lock(*failures_);
        status.emplace(i, a.told_status());
        wrong += a.wrong_question;
    }

    Many(std::shared_ptr<const Asked> questions, bool with_sources)
        : asked(std::move(questions)), sources(with_sources) {
        for (auto& values : number) values.assign(size(), none);
        if (size() == 0) return;
        modes = Answers::shown_modes(asked->samples.front()).size();
        learnability.assign(size() * modes, none);
    }

    /// All columns, answered again: what takes texts takes longer than the numbers.
    [[nodiscard]] Table table(int threads) const {
        if (size() == 0) return {};
        const Record record(asked->samples, sources);
        Table t{record.columns(), std::vector<Row>(size())};
        answer_each(asked->array, answers(), threads,
                    [&](std::size_t i, const Question& q, const Answer& a) { t.rows[i] = record.row(q, a); });
        t.wanted = record.for_reader(t.rows);
        return t;
    }

private:
    std::unique_ptr<std::mutex> failures_ = std::make_unique<std::mutex>();
};

/// An array that keeps what it is a view of alive.
py::array view(const std::vector<double>& values, std::vector<py::ssize_t> shape, const py::object& owner) {
    return py::array_t<double>(std::move(shape), values.data(), owner);
}

One risk_of_one(const std::shared_ptr<const Asked>& asked, bool sources) {
    if (asked->array.size != 1 || !asked->array.fields.empty()) throw py::value_error("an array is no single problem");
    return {asked, asked->answer(), sources};
}

std::unique_ptr<Many> risks(const std::shared_ptr<const Asked>& asked, int threads, bool sources) {
    auto all = std::make_unique<Many>(asked, sources);
    const Interruptible watched;
    {
        const py::gil_scoped_release released;
        answer_each(
            asked->array, answers(), threads, [&](std::size_t i, const Question&, const Answer& a) { all->take(i, a); },
            Interruptible::requested);
    }
    watched.rethrow();
    if (all->size() > 0 && all->wrong == all->size()) {  // a field is missing, say
        const std::string& first = all->status.begin()->second;
        throw DomainError(first.substr(first.find(": ") + 2));
    }
    return all;
}

}  // namespace

void bind_risks(py::module_& m) {
    py::class_<One>(m, "One")
        .def("number", &One::number)
        .def("table", &One::table)
        .def("explained", &One::explained)
        .def_property_readonly("test_error", [](const One& o) { return o.answer.risk.test_error; })
        .def_property_readonly("status", [](const One& o) { return o.answer.told_status(); })
        .def_property_readonly("learnability", [](const One& o) {
            return py::array_t<double>(py::ssize_t(o.answer.learnability.size()), o.answer.learnability.data());
        });
    py::class_<Many>(m, "Many")
        .def("number",
             [](const py::object& self, const std::string& name) {
                 const Many& all = self.cast<const Many&>();
                 const std::size_t i = place_of(name);
                 if (i == numbers.size()) throw py::key_error(name);
                 return view(all.number[i], {py::ssize_t(all.size())}, self);
             })
        .def_property_readonly(
            "learnability",
            [](const py::object& self) {
                const Many& all = self.cast<const Many&>();
                return view(all.learnability, {py::ssize_t(all.size()), py::ssize_t(all.modes)}, self);
            })
        .def_readonly("failures", &Many::status)
        .def("table", &Many::table, py::arg("threads"), py::call_guard<py::gil_scoped_release>());
    m.def("risk", [](const std::shared_ptr<const Asked>& asked, bool sources) {
        One one = risk_of_one(asked, sources);
        require_answer(one.answer);
        return one;
    });
    m.def("risks", &risks, py::arg("asked"), py::arg("threads"), py::arg("sources"));
    m.def("warnings", [](const Asked& asked) {
        std::vector<std::string> all;
        Host host;
        host.on_warning = [&](const std::string& sentence) { all.push_back(sentence); };
        if (asked.array.size > 0) warn_of_unlearned(asked.questions(), answers(), host);
        return all;
    });
    std::vector<std::string> names;
    for (const Number& n : numbers) names.emplace_back(n.name);
    m.attr("numbers") = names;
}

}  // namespace lazyrisk::python
