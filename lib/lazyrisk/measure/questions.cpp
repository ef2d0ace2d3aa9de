// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/questions.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/table/different_columns.hpp"
#include "lazyrisk/toml/problem_file.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/letter.hpp"
#include "lazyrisk/words/pieces.hpp"

namespace lazyrisk {
namespace {

/// The first and the last question that can be asked at all: they know every column.
std::vector<Question> ends(std::size_t size, const std::function<Question(std::size_t)>& at) {
    std::vector<Question> found;
    std::string why;
    const auto take = [&](std::size_t i) {
        try {
            found.push_back(at(i));
            return true;
        } catch (const DomainError& error) {
            if (why.empty()) why = error.what();
            return false;
        }
    };
    for (std::size_t i = 0; i < size && !take(i); ++i) {
    }
    for (std::size_t i = size; i-- > 0 && !take(i);) {
    }
    if (found.empty()) throw DomainError(why);
    return found;
}

/// A size has three names. One that is typed replaces those in the file.
void keep_one_name_a_size(std::map<std::string, std::string>& given, const std::map<std::string, std::string>& typed,
                          const std::string& file) {
    for (const auto& names : {std::array{"samples", "psi2", "alpha"}, {"width", "psi1", "beta"}}) {
        const auto only = [&](const std::map<std::string, std::string>& texts, const std::string& where,
                              const char* quote) {
            const char* found = nullptr;
            for (const char* name : names) {
                if (!texts.count(name)) continue;
                if (found)
                    throw DomainError(where + quote + found + quote + " and " + quote + name + quote +
                                      " are given both; they are the same size");
                found = name;
            }
            return found;
        };
        const char* kept = only(typed, "", "`");
        if (kept)
            for (const char* name : names)
                if (name != kept) given.erase(name);
        only(given, file + ": ", "");
    }
}

/// By the fields' own names. Throws DomainError where two names mean one field.
std::map<std::string, std::string> by_field(const std::map<std::string, std::string>& texts) {
    std::map<std::string, std::string> out;
    for (const auto& [name, text] : texts)
        if (!out.emplace(field_name(name), text).second)
            throw DomainError(name + " and " + field_name(name) + " are given both; they are the same field");
    return out;
}

}  // namespace

std::map<std::string, std::string> QuestionTexts::given() const {
    const std::map<std::string, std::string> typed = by_field(fields);
    std::map<std::string, std::string> all = typed;
    if (!problem.empty()) all.merge(by_field(read_problem_file(problem)));
    keep_one_name_a_size(all, typed, problem);
    return all;
}

namespace {

/// A letter of a field that a sweep runs through is spelled out as the field's sweep; the field has its first value.
void spell_letters(std::map<std::string, std::string>& given, std::vector<std::string>& sweeps) {
    for (std::string& sweep : sweeps) {
        const std::string letter = pieces(sweep, '=').front();
        if (letter.size() != 1 || letter == "x" || letter == "t") continue;
        for (const char* field : {"activation", "target", "kernel"}) {
            const auto found = given.find(field);
            if (found == given.end() || !mentions(found->second, letter)) continue;
            sweep = fmt::format("{}={} for {}", field, found->second, sweep);
            found->second = parse_sweep(sweep).text(0);
            break;
        }
    }
}

Question question_of(const std::map<std::string, std::string>& given) {
    if (given.count("target") && given.count("energy"))
        throw DomainError("`target` and `energy` are given both; a target is one or the other");
    Question q;
    for (const auto& [name, text] : given) set_field(q, name, text);
    check_conflicts(q, given);
    return q;
}

}  // namespace

Question QuestionTexts::question() const {
    std::map<std::string, std::string> all = given();
    std::vector<std::string> spelled = sweeps;
    spell_letters(all, spelled);
    return question_of(all);
}

Questions QuestionTexts::questions() const {
    std::map<std::string, std::string> all = this->given();
    std::vector<std::string> spelled = sweeps;
    spell_letters(all, spelled);
    const Question base = question_of(all);
    if (!points.empty() && !sweeps.empty())
        throw DomainError("`points` and `sweep` are given both; a table of points is already a list");
    std::map<std::string, std::string> given = fields;
    if (!points.empty()) {
        const CsvTable table = read_csv(points);
        if (table.rows.empty())
            throw DomainError(table.file + ": a header without rows; expected a row for each problem");
        require_different_columns(table);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (!table.rows.front().cells[i].empty()) given[table.columns[i]] = table.rows.front().cells[i];
        }
        auto list = std::make_shared<std::vector<Question>>(lazyrisk::points(table, base));
        check_conflicts(list->front(), given);
        return {list->size(), [list](std::size_t i) { return (*list)[i]; }, *list, base};
    }
    if (sweeps.size() > 2)
        throw DomainError("sweep", std::to_string(sweeps.size()) + " of them", "one or two are accepted");
    std::vector<Sweep> along;
    for (const std::string& text : spelled) {
        along.push_back(parse_sweep(text));
        given[along.back().field] = "swept";
    }
    if (along.size() == 2 && along[0].field == along[1].field)
        throw DomainError("sweep", along[0].field, "the same field twice");
    const auto grid = std::make_shared<const Grid>(base, along);
    const auto at = [grid](std::size_t i) { return (*grid)[i]; };
    Questions questions{grid->size(), at, ends(grid->size(), at), base, std::move(along)};
    check_conflicts(questions.samples.front(), given);
    return questions;
}

void require_points(const Questions& questions, const std::string& verb) {
    constexpr std::size_t most = 100000;
    if (questions.size > most)
        throw DomainError(fmt::format(
            "{} points are more than {} holds until its end; up to {} are accepted, ask for them in several commands",
            questions.size, verb, most));
}

void check_conflicts(const Question& q, const std::map<std::string, std::string>& given) {
    const auto refuse = [&](const std::string& name, const char* because) {
        for (const auto& [field, value] : given)
            if (field == name || field.starts_with(name + ".")) throw DomainError(field, value, because);
    };
    if (!q.spectrum.empty())
        for (const char* name :
             {"activation", "mass", "dim", "energy", "target", "degrees", "scale", "scale-width", "alpha", "beta"})
            refuse(name, "the file of `spectrum` already says this; leave one of the two out");
    if (!q.spectrum.empty())
        for (const auto& [name, text] : q.parameters)
            refuse(name, "the file of `spectrum` already says this; leave one of the two out");
    if (q.has_mass)
        for (const char* name : {"activation", "kernel", "degrees"})
            refuse(name, "`mass` is given instead of it; leave one of the two out");
    if (!q.has_energies())  // a whole energy and a target replace each other, the later one counts
        for (const auto& [field, value] : given)
            if (field.starts_with("energy."))
                throw DomainError(field, value, "`target` is given instead of it; leave one of the two out");
}

namespace {

/// "d", "d^1.5"
std::string order_of(double exponent) { return exponent == 1 ? "d" : "d^" + to_text(exponent); }

}  // namespace

void warn_of_unlearned(const Questions& questions, Answers& answers, const Host& host) {
    if (!host.on_warning) return;
    for (const Question& q : questions.samples) {
        if (!q.spectrum.empty()) continue;
        std::vector<Unlearned> unlearned;
        std::vector<Neglected> neglected;
        try {
            unlearned = answers.unlearnable(q);
            neglected = answers.neglected(q);
        } catch (const std::exception&) {
            continue;  // the point itself will say what is wrong
        }
        const std::string model = uses_activation(q) ? q.activation
                                  : q.has_mass       ? "the mass"
                                                     : "the kernel " + q.parameter("kernel");
        ByMode never, later;
        std::string when;
        for (const Unlearned& part : unlearned) {
            (is_infinite(part.from) ? never : later).at[part.mode] = part.energy;
            if (!is_infinite(part.from))
                when += fmt::format("{}degree {} not before {}", when.empty() ? "" : ", ", to_text(part.mode),
                                    order_of(part.from));
        }
        if (!never.at.empty())
            host.warning(
                fmt::format("energy {} is never learned: {} has eigenvalue zero there; the risk counts it in full",
                            to_text(never), model));
        if (!later.at.empty())
            host.warning(
                fmt::format("energy {} is not learned by sizes of order {}: {} learns {}; the risk counts it in full",
                            to_text(later), order_of(dimension_of(q).scale), model, when));
        for (const Neglected& part : neglected)
            host.warning(
                fmt::format("the eigenvalue of degree {} has a coefficient of {:.1e}, which counts as zero in the "
                            "limit d -> infinity: no dimension "
                            "up to 1e12 comes near that limit; a finite `dim` takes it as it is",
                            to_text(part.mode), part.coefficient));
    }
}

}  // namespace lazyrisk
