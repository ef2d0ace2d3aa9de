// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/column.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/version.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

/// Of a problem in one convention with nothing special, in the order of docs/guide/question.md and risk.md.
const std::vector<std::string> plain{"model",
                                     "activation",
                                     "dim",
                                     "samples",
                                     "width",
                                     "psi1",
                                     "psi2",
                                     "ridge",
                                     "ridge_convention",
                                     "energy.1",
                                     "energy.rest",
                                     "noise",
                                     "ensemble",
                                     "degrees",
                                     "test_error",
                                     "excess_risk",
                                     "bias",
                                     "variance",
                                     "train_error",
                                     "effective_ridge",
                                     "weight_norm",
                                     "degrees_of_freedom",
                                     "degrees_of_freedom_2",
                                     "ridge_min",
                                     "learnability.0",
                                     "learnability.1",
                                     "learnability.2",
                                     "learnability.3",
                                     "error_bound",
                                     "status",
                                     "version"};

/// Columns that stand behind one of the plain ones.
struct Added {
    std::string after;
    std::vector<std::string> columns;
};

std::vector<std::string> with(const std::vector<Added>& added, const std::set<std::string>& without = {}) {
    std::vector<std::string> all;
    for (const std::string& name : plain) {
        if (!without.count(name)) all.push_back(name);
        for (const Added& more : added)
            if (more.after == name) all.insert(all.end(), more.columns.begin(), more.columns.end());
    }
    return all;
}

std::vector<std::string> names_of(const std::vector<Question>& samples, bool sources = false) {
    std::vector<std::string> names;
    for (const Column& column : columns_of(samples, sources)) names.push_back(column.name);
    return names;
}

std::string at(const std::string& name, const Fields& fields, const Answer& a) {
    const Question q = asked(fields);
    return shown(cell_of(Record({q}, true), name, q, a));
}

Answer unanswered() {
    Answer a;
    a.answered = false, a.status = "domain: no";
    return a;
}

}  // namespace

TEST_SUITE("record/column") {
    TEST_CASE("[identity] which columns there are, and in which order, by kind of problem") {
        const Fields sizes{{"dim", "10"}, {"samples", "300"}, {"width", "200"}};
        const auto and_also = [&](Fields more) {
            more.insert(more.begin(), sizes.begin(), sizes.end());
            return std::vector<Question>{asked(more)};
        };
        CHECK(names_of(and_also({})) == plain);
        CHECK(names_of(and_also({{"ridge", "opt"}, {"noise", "1"}, {"ensemble", "3"}, {"degrees", "5"}})) == plain);
        CHECK(names_of({asked({{"psi1", "1"}, {"psi2", "2"}})}) == plain);
        // options of the model with their defaults, which a record tells too
        CHECK(names_of(and_also({{"model", "neural-tangent"}})) == with({{"activation", {"layers"}}}));
        CHECK(names_of(and_also({{"signal-dim", "3"}})) == with({{"activation", {"signal_dim"}}}));
        CHECK(names_of({asked({{"dim", "10"}, {"samples", "30"}, {"model", "kernel"}, {"kernel", "ntk"}})}) ==
              with({{"activation", {"bias_variance", "depth", "kernel", "layers", "weight_variance"}}}));
        CHECK(names_of(and_also({{"mass", "0=0.1,2=0.5,rest=0.2"}})) ==
              with({{"activation", {"mass.0", "mass.2", "mass.rest"}}}));
        CHECK(names_of(and_also({{"spectrum", "file.csv"}})) == with({{"model", {"spectrum"}}}, {"energy.1"}));
        CHECK(names_of(and_also({{"target", "neuron(relu)"}})) ==
              with({{"ridge_convention", {"target"}}}, {"energy.1"}));
        // energies and learned shares by mode; degrees 0 to 3 always
        CHECK(names_of(and_also({{"energy", "1=1,5=0.5"}})) ==
              with({{"energy.1", {"energy.5"}}, {"learnability.3", {"learnability.4", "learnability.5"}}}));
        CHECK(names_of(and_also({{"signal-dim", "3"}, {"energy", "1=1,1:1=0.5"}})) ==
              with({{"activation", {"signal_dim"}},
                    {"energy.1", {"energy.1:1"}},
                    {"learnability.1", {"learnability.1:1"}}}));
        // sizes as powers of d
        const std::vector<std::string> scales{"alpha", "beta", "scale", "scale_width"};
        const std::vector<std::string> stairs{"learned", "dead", "limit_test_error"};
        CHECK(names_of({asked({{"dim", "10"}, {"alpha", "1.5"}, {"width", "20"}})}) ==
              with({{"psi2", scales}, {"error_bound", stairs}}));
        CHECK(names_of({asked({{"dim", "10"}, {"samples", "20"}, {"beta", "2"}})}) ==
              with({{"psi2", scales}, {"error_bound", stairs}}));
        CHECK(names_of({asked({{"scale", "2"}, {"psi1", "1"}, {"psi2", "1"}})}) == with({{"psi2", scales}}));
        CHECK(names_of({asked({{"scale-width", "1"}, {"psi1", "1"}, {"psi2", "1"}})}) == with({{"psi2", scales}}));
        CHECK(names_of({asked({{"scale", "1"}, {"psi1", "1"}, {"psi2", "1"}})}) == plain);
        // trainings: time of each, steps where there are any
        const std::vector<Added> flow{{"degrees", {"time"}}, {"error_bound", {"oracle_error"}}};
        const std::vector<Added> descent{{"degrees", {"time", "steps", "step_size"}},
                                         {"error_bound", {"oracle_error"}}};
        CHECK(names_of(and_also({{"time", "3"}})) == with(flow));
        CHECK(names_of(and_also({{"time", "opt"}})) == with(flow));
        CHECK(names_of(and_also({{"step-size", "0.1"}, {"steps", "3"}})) == with(descent));
        CHECK(names_of(and_also({{"steps", "3"}})) == with(descent));
        CHECK(names_of(and_also({{"step-size", "3"}})) == with(descent));
        CHECK(names_of(and_also({}), true) ==
              with({{"error_bound",
                     {"sources.bias_squared", "sources.samples", "sources.features", "sources.interaction",
                      "sources.noise_samples", "sources.noise_features"}}}));
        // all together keep one order
        std::vector<Question> all = and_also({{"alpha", "1"}, {"time", "2"}, {"energy", "2=1"}});
        all.push_back(asked({{"mass", "1=1"}, {"target", "neuron(relu)"}}));
        all.push_back(asked({{"spectrum", "x.csv"}, {"steps", "1"}}));
        std::vector<Question> reversed(all.rbegin(), all.rend());
        const std::vector<std::string> joined =
            with({{"model", {"spectrum"}},
                  {"activation", {"mass.1", "mass.rest"}},
                  {"psi2", scales},
                  {"ridge_convention", {"target", "energy.2"}},
                  {"degrees", {"time", "steps", "step_size"}},
                  {"error_bound", {"oracle_error", "learned", "dead", "limit_test_error"}}},
                 {"energy.1"});
        CHECK(names_of(all) == joined);
        CHECK(names_of(reversed) == joined);
    }

    TEST_CASE("[identity] what a simulation draws, what it fits, what follows from those") {
        std::vector<Question> all{asked({{"alpha", "1"}, {"time", "2"}, {"signal-dim", "3"}, {"dim", "20"}}),
                                  asked({{"mass", "1=1"}, {"target", "neuron(relu)"}}),
                                  asked({{"spectrum", "x.csv"}, {"steps", "1"}})};
        std::map<std::string, Column::Role> role;
        bool answers = false;
        for (const Column& column : columns_of(all, true)) {
            role[column.name] = column.role;
            CHECK(column.of_problem() == (column.role != Column::Role::answer));
            CHECK_FALSE((answers && column.of_problem()));  // the problem's come first
            answers = !column.of_problem();
        }
        const auto of = [&](Column::Role r) {
            std::set<std::string> names;
            for (const auto& [name, its] : role)
                if (its == r) names.insert(name);
            return names;
        };
        CHECK(of(Column::Role::draws) == std::set<std::string>{"model", "spectrum", "activation", "mass.1", "mass.rest",
                                                               "signal_dim", "dim", "target", "energy.1",
                                                               "energy.rest"});
        CHECK(of(Column::Role::fit) ==
              std::set<std::string>{"samples", "width", "noise", "ensemble", "time", "step_size"});
        CHECK(of(Column::Role::derived) == std::set<std::string>{"psi1", "psi2", "alpha", "beta", "scale",
                                                                 "scale_width", "ridge", "ridge_convention", "degrees",
                                                                 "steps"});
        CHECK(of(Column::Role::answer).size() == 10 + 4 + 1 + 1 + 3 + 6 + 2);
    }

    TEST_CASE("[identity] every number of an answer stands below its name") {
        Answer a = answer_by_hand();
        const Fields sized{{"dim", "10"}, {"samples", "300"}, {"width", "200"}, {"time", "2"}};
        const std::vector<std::pair<std::string, std::string>> expected{{"test_error", "101"},
                                                                        {"excess_risk", "102"},
                                                                        {"bias", "103"},
                                                                        {"variance", "104"},
                                                                        {"train_error", "105"},
                                                                        {"effective_ridge", "106"},
                                                                        {"weight_norm", "107"},
                                                                        {"degrees_of_freedom", "108"},
                                                                        {"degrees_of_freedom_2", "109"},
                                                                        {"error_bound", "110"},
                                                                        {"oracle_error", "117"},
                                                                        {"sources.bias_squared", "111"},
                                                                        {"sources.samples", "112"},
                                                                        {"sources.features", "113"},
                                                                        {"sources.interaction", "114"},
                                                                        {"sources.noise_samples", "115"},
                                                                        {"sources.noise_features", "116"}};
        for (const auto& [name, value] : expected) {
            const std::string column = name;  // clang captures no binding
            CAPTURE(column);
            CHECK(at(name, sized, a) == value);
            CHECK(at(name, sized, unanswered()) == "-");
        }
        const std::vector<std::pair<std::string, std::string>> problem{
            {"samples", "300"}, {"width", "200"}, {"psi1", "20"}, {"psi2", "30"}, {"ridge", "0.25"}, {"dim", "10"}};
        for (const auto& [name, value] : problem) {
            const std::string column = name;  // clang captures no binding
            CAPTURE(column);
            CHECK(at(name, sized, a) == value);
        }
        CHECK(at("version", sized, a) == std::string(version));
        // a training that stops has many ridges, and no sources where its theory does not know them
        a.training.time = 2;
        CHECK(at("effective_ridge", sized, a) == "-");
        a.risk.has_sources = false;
        CHECK(at("sources.samples", sized, a) == "-");
        CHECK(at("time", sized, a) == "2");
        CHECK(at("time", {{"time", "5"}}, unanswered()) == "5");
        CHECK(at("time", {{"time", "opt"}}, unanswered()) == "-");
        // beside one that trains, a question that does not has no oracle
        const Question trains = asked(sized), ends = asked({{"dim", "10"}, {"samples", "300"}, {"width", "200"}});
        CHECK(shown(cell_of(Record({trains, ends}), "oracle_error", ends, a)) == "-");
    }

    TEST_CASE("[identity] the status: the failure before the weakness") {
        Answer a = answer_by_hand();
        const Fields sized{{"dim", "10"}, {"samples", "300"}, {"width", "200"}};
        CHECK(at("status", sized, a) == "ok");
        a.weakness = Weakness::heavy_tails;
        CHECK(at("status", sized, a).starts_with("heavy-tails: "));
        a.status = "domain: no";
        CHECK(at("status", sized, a) == "domain: no");
    }

    TEST_CASE("[identity] sizes: as resolved, as given where that failed, infinite in the limit") {
        const Answer found = answer_by_hand(), none = unanswered();
        struct Case {
            Fields fields;
            bool resolved;
            std::string samples, width, psi1, psi2, dim;
        };
        for (const Case& c : std::vector<Case>{
                 {{{"dim", "10"}, {"samples", "7"}, {"width", "8"}}, true, "300", "200", "20", "30", "10"},
                 {{{"dim", "10"}, {"samples", "7"}, {"width", "8"}}, false, "7", "8", "-", "-", "10"},
                 {{{"dim", "10"}, {"psi2", "7"}, {"psi1", "8"}}, false, "-", "-", "8", "7", "10"},
                 {{{"psi2", "7"}, {"psi1", "8"}}, true, "inf", "inf", "20", "30", "inf"},
                 {{{"psi2", "7"}, {"psi1", "8"}}, false, "inf", "inf", "8", "7", "inf"},
                 {{{"samples", "7"}}, false, "7", "inf", "-", "-", "inf"},  // refused, and shown as asked
                 {{{"spectrum", "x.csv"}, {"samples", "7"}, {"width", "8"}}, true, "300", "200", "-", "-", "-"},
                 {{{"spectrum", "x.csv"}, {"samples", "7"}}, false, "7", "-", "-", "-", "-"}}) {
            CAPTURE(c.fields.front().first);
            CAPTURE(c.resolved);
            const Answer& a = c.resolved ? found : none;
            CHECK(at("samples", c.fields, a) == c.samples);
            CHECK(at("width", c.fields, a) == c.width);
            CHECK(at("psi1", c.fields, a) == c.psi1);
            CHECK(at("psi2", c.fields, a) == c.psi2);
            CHECK(at("dim", c.fields, a) == c.dim);
        }
    }

    TEST_CASE("[identity] the problem's own fields: as asked, defaults told, nothing where a field has no meaning") {
        const Answer a = answer_by_hand(), none = unanswered();
        struct Case {
            const char* column;
            Fields fields;
            std::string answered, failed;
        };
        const Fields ntk{{"model", "kernel"}, {"kernel", "ntk"}, {"dim", "10"}, {"samples", "30"}, {"depth", "3"}};
        for (const Case& c : std::vector<Case>{
                 {"model", {{"model", "kernel"}}, "kernel", "kernel"},
                 {"activation", {{"activation", "tanh"}}, "tanh", "tanh"},
                 {"activation", {{"mass", "1=1"}}, "", ""},
                 {"activation", {{"spectrum", "x.csv"}}, "", ""},
                 {"spectrum", {{"spectrum", "x.csv"}}, "x.csv", "x.csv"},
                 {"mass.1", {{"mass", "1=0.25,rest=0.5"}}, "0.25", "0.25"},
                 {"mass.rest", {{"mass", "1=0.25,rest=0.5"}}, "0.5", "0.5"},
                 {"depth", ntk, "3", "3"},
                 {"layers", ntk, "both", "both"},
                 {"kernel", ntk, "ntk", "ntk"},
                 {"weight_variance", ntk, "2", "2"},
                 {"ridge", {{"ridge", "0.5"}}, "0.25", "0.5"},  // the optimal one, say
                 {"ridge_convention", {}, "total", "total"},
                 {"ridge_convention", {{"ridge-convention", "mei-montanari"}}, "mei-montanari", "mei-montanari"},
                 {"alpha", {{"alpha", "1.5"}}, "1.5", "1.5"},
                 {"beta", {{"alpha", "1.5"}}, "-", "-"},
                 {"beta", {{"beta", "2.5"}}, "2.5", "2.5"},
                 {"scale", {{"alpha", "1.5"}}, "1", "1"},
                 {"scale", {{"scale", "2"}}, "2", "2"},
                 {"scale_width", {{"scale", "2"}}, "2", "2"},
                 {"scale_width", {{"scale", "2"}, {"scale-width", "3"}}, "3", "3"},
                 {"target", {{"target", "neuron(relu)"}}, "neuron(relu)", "neuron(relu)"},
                 {"energy.1", {}, "1", "1"},
                 {"energy.2", {{"energy", "2=0.5,rest=0.1"}}, "0.5", "0.5"},
                 {"energy.rest", {{"energy", "2=0.5,rest=0.1"}}, "0.1", "0.1"},
                 {"energy.rest", {{"target", "neuron(relu)"}}, "-", "-"},
                 {"energy.rest", {{"spectrum", "x.csv"}}, "118", "-"},
                 {"noise", {{"noise", "0.125"}}, "0.125", "0.125"},
                 {"ensemble", {{"ensemble", "4"}}, "4", "4"},
                 {"degrees", {}, "-", "-"},
                 {"degrees", {{"degrees", "0"}}, "0", "0"},
                 {"degrees", {{"degrees", "7"}}, "7", "7"},
                 {"steps", {{"steps", "9"}}, "9", "9"},
                 {"step_size", {{"steps", "9"}}, "-", "-"},
                 {"step_size", {{"step-size", "0.5"}}, "0.5", "0.5"},
                 {"steps", {{"step-size", "0.5"}}, "-", "-"}}) {
            CAPTURE(c.column);
            CHECK(at(c.column, c.fields, a) == c.answered);
            CHECK(at(c.column, c.fields, none) == c.failed);
        }
        // beside questions of another kind: nothing, and 0 where a part is not there
        const Question energies = asked({{"energy", "2=0.5"}}), neuron = asked({{"target", "neuron(relu)"}}),
                       kernel = asked(ntk), more = asked({{"energy", "5=0.5"}});
        const Record record({energies, neuron, kernel, more});
        CHECK(shown(cell_of(record, "target", energies, a)) == "-");
        CHECK(shown(cell_of(record, "energy.2", neuron, a)) == "-");
        CHECK(shown(cell_of(record, "energy.2", kernel, a)) == "0");
        CHECK(shown(cell_of(record, "energy.1", kernel, a)) == "1");
        CHECK(shown(cell_of(record, "depth", energies, a)) == "-");
        CHECK(shown(cell_of(record, "layers", energies, a)) == "-");
        // numbers are numbers, words are words
        CHECK(std::holds_alternative<double>(cell_of(record, "depth", kernel, a)));
        CHECK(std::holds_alternative<std::string>(cell_of(record, "layers", kernel, a)));
    }

    TEST_CASE("[identity] learned shares by mode, wherever the answer has it; the staircase as lists") {
        const Question q = asked({{"dim", "20"}, {"signal-dim", "3"}, {"alpha", "1"}, {"energy", "1=1,1:1=1,5=1"}});
        const Record record({q});
        Answer a = answer_by_hand();
        a.modes = {0, 1, Mode(1, 1), 2, 3, 4};
        a.learnability = {0.9, 0.8, 0.75, 0.7, 0.6};
        for (const auto& [mode, share] : std::map<std::string, std::string>{
                 {"0", "0.9"}, {"1", "0.8"}, {"1:1", "0.75"}, {"2", "0.7"}, {"3", "0.6"}, {"4", "-"}, {"5", "-"}}) {
            const std::string of = mode;
            CAPTURE(of);
            CHECK(shown(cell_of(record, "learnability." + mode, q, a)) == share);
        }
        CHECK(shown(cell_of(record, "learned", q, a)) == "-");
        a.staircase = Staircase{{0, 1, 12}, {3}, 0.5};
        CHECK(shown(cell_of(record, "learned", q, a)) == "0 1 12");
        CHECK(shown(cell_of(record, "dead", q, a)) == "3");
        CHECK(shown(cell_of(record, "limit_test_error", q, a)) == "0.5");
        a.staircase = Staircase{{}, {}, {}};
        CHECK(shown(cell_of(record, "learned", q, a)).empty());
        CHECK(shown(cell_of(record, "limit_test_error", q, a)) == "-");
        a.answered = false;
        CHECK(shown(cell_of(record, "learned", q, a)) == "-");
        CHECK(shown(cell_of(record, "dead", q, a)) == "-");
    }

    TEST_CASE("[identity] settings are worked out once, of their own question") {
        const Question one = asked({{"model", "neural-tangent"}}), other = asked({{"activation", "tanh"}});
        const Answer a;
        const Recorded first(one, a), second(other, a);
        CHECK(first.settings().at("layers") == "first");
        CHECK(&first.settings() == &first.settings());
        CHECK(second.settings().empty());
    }

    TEST_CASE("[identity] every answer has words of its own: it is not told as something that was asked") {
        const std::vector<Question> one{
            asked({{"dim", "30"}, {"samples", "60"}, {"width", "40"}, {"noise", "0.1"}}),
            asked({{"dim", "30"}, {"samples", "60"}, {"width", "40"}, {"labels", "sign"}, {"loss", "margin"}})};
        const Record record(one);
        const std::size_t own = record.problem_columns().size();
        for (std::size_t i = own; i < record.columns().size(); ++i) {
            const std::string& name = record.columns()[i];
            if (name == "status" || name == "version") continue;
            CAPTURE(name);
            CHECK(quantity_name(name).kind != QuantityName::Kind::given);
        }
    }
}
