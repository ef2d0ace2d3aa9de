// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/toml/problem_file.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

using Texts = std::map<std::string, std::string>;

/// A problem file with this text.
class Written {
public:
    explicit Written(const std::string& text) { std::ofstream(path) << text; }
    [[nodiscard]] Texts fields() const { return read_problem_file(path); }
    /// What is wrong with it, without the folder, or "".
    [[nodiscard]] std::string wrong() const try {
        static_cast<void>(fields());
        return "";
    } catch (const DomainError& error) {
        const std::string what = error.what();
        CHECK(what.starts_with(folder_.path.string()));
        return what.substr(folder_.path.string().size() + 1);
    }

private:
    TemporaryFolder folder_;

public:
    const std::string path = folder_.file("p.toml");
};

Texts fields_in(const std::string& text) { return Written(text).fields(); }
std::string wrong_with(const std::string& text) { return Written(text).wrong(); }

}  // namespace

TEST_SUITE("toml/problem_file") {
    TEST_CASE("[identity] fields as text: names with -, numbers that read back the same, tables as lists of parts") {
        CHECK(fields_in("").empty());
        CHECK(fields_in("# nothing\n").empty());
        CHECK(fields_in("dim = 20\nridge_convention = \"mean\"\nstep-size = 0.1\nsamples = inf") ==
              Texts{{"dim", "20"}, {"ridge-convention", "mean"}, {"step-size", "0.1"}, {"samples", "inf"}});
        CHECK(fields_in("ridge = 0.30000000000000004\nnoise = 1e-300\nwidth = 1_000_000\npsi1 = 2.0") ==
              Texts{{"ridge", "0.30000000000000004"}, {"noise", "1e-300"}, {"width", "1000000"}, {"psi1", "2"}});
        CHECK(fields_in("ridge = \"opt\"\nactivation = 'max(x,0)'\ntarget = \"neuron(tanh)\"") ==
              Texts{{"ridge", "opt"}, {"activation", "max(x,0)"}, {"target", "neuron(tanh)"}});
        CHECK(fields_in("energy = {1 = 0.5, rest = 0.1, 2 = 0.25}") == fields_in("energy = \"1=0.5,2=0.25,rest=0.1\""));
        CHECK(fields_in("energy = {1 = 1}") == Texts{{"energy", "1=1"}});
        CHECK(fields_in("[energy]\n1 = \"0.5\"\n\"1:2\" = 0.25") == Texts{{"energy", "1=0.5,1:2=0.25"}});
        CHECK(fields_in("mass = {0 = 1, rest = 0.5}") == Texts{{"mass", "0=1,rest=0.5"}});
        CHECK(fields_in("\"energy.2\" = 0.5") == Texts{{"energy.2", "0.5"}});
        // each text is one that the field takes
        Question q;
        for (const auto& [name, text] : fields_in("bandwidth = 2\nkernel = \"rbf\"\nmodel = \"kernel\""))
            set_field(q, name, std::string_view(text));
        CHECK(q.parameter("bandwidth") == "2");
        CHECK(q.model == "kernel");
    }

    TEST_CASE("[error] every mistake with its file, line and column") {
        const std::string no = "expected a number or a text in quotes";
        CHECK(wrong_with("psi1 = 1\nridge = -1e-200") ==
              "p.toml:2:9: ridge = -1e-200: too small to be told from 0 in double precision; use 0, the ridgeless "
              "limit, or at least "
              "1e-150");
        CHECK(wrong_with("psi1 = 1\n  widht = 3")
                  .starts_with("p.toml:2:11: no field is called widht; did you mean width?"));
        CHECK(wrong_with("ridge = true") == "p.toml:1:9: " + no);
        CHECK(wrong_with("ridge = [1, 2]") == "p.toml:1:9: " + no);
        CHECK(wrong_with("\n\nridge = 1979-05-27") == "p.toml:3:9: " + no);
        CHECK(wrong_with("energy = {1 = [2]}") == "p.toml:1:15: " + no);
        CHECK(wrong_with("energy = {1 = {2 = 3}}").starts_with("p.toml:1:15: " + no));
        CHECK(wrong_with("energy = {x = 1}").starts_with("p.toml:1:10: energy = "));
        CHECK(wrong_with("ridge = {1 = 2}").starts_with("p.toml:1:9: ridge = "));
        CHECK(wrong_with("ridge = nan").starts_with("p.toml:1:9: ridge = "));
        CHECK(wrong_with("activation = \"a\\nb\"") ==
              "p.toml:1:14: the text has a line break in it; expected one line");
        CHECK(wrong_with("energy = {1 = \"a\\tb\"}").starts_with("p.toml:1:15: the text has the control character 9"));
        // the parser's own
        CHECK(wrong_with("a = 1\nb = ").starts_with("p.toml:2:5: "));
        CHECK(wrong_with("dim = 1\ndim = 2").starts_with("p.toml:2:"));
        // what it must not see
        CHECK(wrong_with("x = " + std::string(300, '[')) ==
              "p.toml:1:261: the key lies more than 256 tables deep; expected a few, as problem.ridge");
        CHECK_THROWS_AS(read_toml(TemporaryFolder().file("none.toml")), DomainError);
    }

    TEST_CASE("[error] one field in both spellings is given twice") {
        CHECK(wrong_with("step_size = 0.1\n\nstep-size = 0.2")
                  .ends_with(": step-size is given twice, with _ and with -"));
        CHECK(wrong_with("ridge_convention = \"mean\"\nridge-convention = \"mean\"").find("given twice") !=
              std::string::npos);
    }

    TEST_CASE("[identity] a file is read as a table; the place of a node is that of its value") {
        const Written file("a = 1\n\n  [b]\n  c = \"x\" # more\n");
        const toml::table table = read_toml(file.path);
        CHECK(table["a"].value<int>() == 1);
        CHECK(place(*table.get("a"), "f") == "f:1:5");
        CHECK(place(*table.get("b"), "f") == "f:3:3");
        CHECK(place(*table["b"].as_table()->get("c"), "f") == "f:4:7");
        CHECK(value_text(*table.get("a"), "f") == "1");
        CHECK(value_text(*table["b"].as_table()->get("c"), "f") == "x");
        CHECK_THROWS_WITH_AS(value_text(*table.get("b"), "f"), "f:3:3: expected a number or a text in quotes",
                             DomainError);
    }
}
