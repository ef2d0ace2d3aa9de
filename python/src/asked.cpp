// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "asked.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/kernel_words.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::python {
namespace {

/// A function of Python, sampled: it is called with the lock held, and never again.
std::shared_ptr<const Activation> sampled(const py::function& function, const std::string& name,
                                          std::vector<double> kinks) {
    const auto values = [&](std::span<const double> x, std::span<double> value) {
        const py::array_t<double> at(py::ssize_t(x.size()), x.data());
        const py::object result = function(at);
        const Numbers numbers = Numbers::ensure(result);
        if (!numbers) {
            PyErr_Clear();
            throw DomainError("activation = " + name + ": the function returned no array of numbers");
        }
        if (numbers.size() != py::ssize_t(x.size()) || numbers.ndim() != 1)
            throw DomainError("activation = " + name +
                              ": the function is called with an array and returns one of the same shape, as "
                              "numpy.maximum(x, 0) does");
        std::copy_n(numbers.data(), value.size(), value.begin());
    };
    return std::make_shared<const Activation>(Sampled::of(values, name, std::move(kinks)));
}

/// A spectrum as arrays. Throws DomainError.
std::shared_ptr<const SpectrumFile> spectrum(const std::vector<double>& eigenvalue,
                                             const std::vector<double>& multiplicity, const std::vector<double>& energy,
                                             double tail, double tail_energy) {
    auto made = std::make_shared<SpectrumFile>();
    const auto require = [](const char* name, double value, bool positive) {
        if (!(positive ? value > 0 : value >= 0) || std::isinf(value) || value > 1e150)
            throw DomainError(name, value,
                              std::string("expected a finite number ") + (positive ? "above 0" : "of at least 0"));
        return value;
    };
    for (std::size_t i = 0; i < eigenvalue.size(); ++i) {
        made->model.levels.push_back(
            {require("eigenvalues", eigenvalue[i], false), require("multiplicities", multiplicity[i], true)});
        made->target.energy.emplace_back(int(i), require("energy", energy[i], false));
    }
    made->model.tail_trace = require("tail", tail, false);
    made->target.rest = require("energy", tail_energy, false);
    if (eigenvalue.empty() && tail == 0) throw DomainError("eigenvalues", "[]", "expected at least one eigenvalue");
    return made;
}

void set(Question& q, const std::string& name, const py::handle& value) {
    if (py::isinstance<py::dict>(value)) {
        ByMode& parts = name == "mass" ? q.mass : q.energy;
        parts = {};
        if (name == "mass") q.has_mass = true;
        for (const auto& [mode, part] : value.cast<py::dict>())
            set_field(q, name + "." + mode.cast<std::string>(), part.cast<double>());
    } else if (py::isinstance<py::str>(value)) {
        set_field(q, name, value.cast<std::string>());
    } else if (py::isinstance<Activation>(value)) {
        const auto own = std::const_pointer_cast<const Activation>(value.cast<std::shared_ptr<Activation>>());
        if (name == "target") {
            q.own_neuron = own, q.neuron = own->name(), q.process.clear();
        } else {
            q.own_activation = own, q.activation = own->name(), q.has_activation = true;
        }
    } else if (py::isinstance<SpectrumFile>(value)) {
        q.own_spectrum = value.cast<std::shared_ptr<SpectrumFile>>();
    } else {
        const double number = value.cast<double>();
        if (is_numeric_field(name))
            set_field(q, name, number);
        else
            set_field(q, name, to_text(number));
    }
}

/// Of a text in a kernel's place: names and functions of x are activations, kernel words and functions of t are not,
/// nor is what is neither.
bool means_activation(const std::string& text) {
    if (means_kernel(text) || kernel_called(text) == "activation") return false;
    if (mentions(text, "x")) return true;
    try {
        static_cast<void>(activation_named(text));
    } catch (const DomainError&) {
        return false;
    }
    return std::isalpha(static_cast<unsigned char>(text.front())) != 0;  // a number is a constant kernel
}

/// What a problem that does not say has, by field.
py::dict defaults() {
    const Question q;
    py::dict energy, all;
    for (const auto& [mode, part] : q.energy.at) energy[to_text(mode).c_str()] = part;
    all["energy"] = energy;
    all["ridge"] = q.ridge, all["ridge-convention"] = std::string(to_text(q.ridge_convention));
    all["noise"] = q.noise, all["ensemble"] = q.ensemble, all["dim"] = q.dim;
    return all;
}

}  // namespace

Answers& answers() {
    static Answers all;
    return all;
}

Asked::Asked(const py::dict& fields, const py::dict& arrays) {
    std::map<std::string, std::string> given;
    for (const auto& [name, value] : fields) {
        set(array.base, name.cast<std::string>(), value);
        given.emplace(name.cast<std::string>(), py::str(value).cast<std::string>());
    }
    bool first = true;
    for (const auto& [name, value] : arrays) {
        const Numbers numbers = value.cast<Numbers>();
        if (first) array.size = std::size_t(numbers.size());
        first = false;
        array.fields.push_back({name.cast<std::string>(), {numbers.data(), numbers.data() + numbers.size()}});
        if (!is_numeric_field(array.fields.back().name))
            throw DomainError(array.fields.back().name, "an array",
                              "this field takes a single value; only numbers run through arrays");
        given.emplace(name.cast<std::string>(), "an array");
    }
    if (array.size == 0) return;
    for (const std::size_t i : {std::size_t(0), array.size - 1}) {
        Question q = array.base;
        for (const QuestionArray::Field& field : array.fields) try {
                set_field(q, field.name, field.value[i]);
            } catch (const DomainError&) {  // its answer's status will say so
            }
        samples.push_back(std::move(q));
        if (array.size == 1) break;
    }
    check_conflicts(samples.front(), given);
}

Questions Asked::questions() const {
    return {array.size, [this](std::size_t i) { return array[i]; }, samples, array.base};
}

Answer Asked::answer() const {
    const Question& q = array.base;
    return answer_or_status([&] {
        if (q.alpha || q.beta) return answers().ask(q);  // with their staircase
        if (!point_) point_ = answers().point(q);
        return answer_of(*point_);
    });
}

void bind_asked(py::module_& m) {
    py::class_<Activation, std::shared_ptr<Activation>>(m, "Function");
    py::class_<SpectrumFile, std::shared_ptr<SpectrumFile>>(m, "GivenSpectrum");
    m.def(
        "function",
        [](const py::function& f, const std::string& name, std::vector<double> kinks) {
            return std::const_pointer_cast<Activation>(sampled(f, name, std::move(kinks)));
        },
        py::arg("function"), py::arg("name"), py::arg("kinks"));
    m.def("spectrum", [](const std::vector<double>& e, const std::vector<double>& k, const std::vector<double>& energy,
                         double tail, double tail_energy) {
        return std::const_pointer_cast<SpectrumFile>(spectrum(e, k, energy, tail, tail_energy));
    });
    py::class_<Asked, std::shared_ptr<Asked>>(m, "Asked")
        .def(py::init<const py::dict&, const py::dict&>(), py::arg("fields"), py::arg("arrays"));
    m.def("field_name", [](const std::string& word) { return field_name(word); });
    m.def("require_field", [](const std::string& name) { static_cast<void>(is_numeric_field(name)); });
    m.def("parse_values", [](const std::string& field, const std::string& text) {
        const std::vector<double> values = parse_values(field, text);
        return py::array_t<double>(py::ssize_t(values.size()), values.data());
    });
    m.def("means_activation", &means_activation);
    m.attr("defaults") = defaults();
}

}  // namespace lazyrisk::python
