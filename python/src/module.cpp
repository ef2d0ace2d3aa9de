// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk._core: the library as the module's Python files take it.
#include <pybind11/pybind11.h>

#include <array>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "asked.hpp"
#include "bind.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "tables.hpp"

namespace {

namespace py = pybind11;
using namespace lazyrisk;

/// Where the library's sentences send readers, in Python's words.
std::string in_python(std::string sentence) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> places{
        {{"`lazyrisk risk --help` lists them", "help(lazyrisk.Problem) lists them"},
         {"`lazyrisk expand --list`", "lazyrisk.expansions() lists them"},
         {"`lazyrisk run --list`", "lazyrisk.gallery()"},
         {"`lazyrisk activations`", "lazyrisk.activations()"}}};
    for (const auto& [program, python] : places)
        if (const std::size_t at = sentence.find(program); at != std::string::npos)
            sentence.replace(at, program.size(), python);
    return sentence;
}

/// Errors of the library as those of lazyrisk/_errors.py.
void translate(std::exception_ptr thrown) {
    const auto raise = [](const char* name, const std::exception& error) {
        PyErr_SetString(py::module_::import("lazyrisk._errors").attr(name).ptr(), in_python(error.what()).c_str());
    };
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const DomainError& error) {
        raise("DomainError", error);
    } catch (const NotCovered& error) {
        raise("NotCovered", error);
    } catch (const NotConverged& error) {
        raise("NotConverged", error);
    } catch (const py::builtin_exception&) {
        throw;
    } catch (const py::error_already_set&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::runtime_error& error) {
        raise("Error", error);
    }
}

}  // namespace

PYBIND11_MODULE(_core, m) {
    py::register_exception_translator(translate);
    m.attr("version") = std::string(version);
    python::bind_tables(m);
    python::bind_asked(m);
    python::bind_risks(m);
    python::bind_theory(m);
    python::bind_measures(m);
    python::bind_expansions(m);
    python::bind_predictions(m);
}
