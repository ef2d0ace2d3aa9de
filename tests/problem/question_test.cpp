#include "lazyrisk/problem/question.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("problem/question") {

TEST_CASE("[identity] sizes: counts and ratios are one field; psi is rounded to a count where there is a dimension") {
    Question q;
    set_field(q, "dim", "30");
    set_field(q, "psi2", "3.34");
    set_field(q, "width", "200");
    CHECK(setting(q).samples == 100);
    CHECK(setting(q).width == 200);
    CHECK(setting(q).psi1 == doctest::Approx(200.0 / 30));
    set_field(q, "samples", "77");
    CHECK(setting(q).samples == 77);
    set_field(q, "samples", "inf");
    CHECK(setting(q).psi2 == infinite<>);
    Question limit;
    set_field(limit, "psi1", "2");
    set_field(limit, "psi2", "inf");
    CHECK(setting(limit).width == 2);
    CHECK(setting(limit).samples == infinite<>);
}

TEST_CASE("[identity] parts by degree read back as they are written") {
    const ByMode parts = parse_by_mode("energy", "1=1,4=0.25,rest=0.1");
    CHECK(parts.at.at(4) == 0.25);
    CHECK(parts.rest == 0.1);
    CHECK(to_text(parts) == "1=1,4=0.25,rest=0.1");
    Question q;
    set_field(q, "energy.2", 0.5);
    CHECK(to_text(q.energy) == "1=1,2=0.5");
    CHECK(to_text(0.1) == "0.1");
    CHECK(to_text(-0.0) == "0");
    CHECK(to_text(infinite<>) == "inf");
}

TEST_CASE("[error] every wrong value is a sentence with the field, the value and what is accepted") {
    Question q;
    for (const auto& wrong :
         {std::tuple{"width", "abc", "expected a number"}, {"width", "nan", "expected a number"}, {"dim", "1", "at least 2"},
          {"dim", "2.5", "whole number"}, {"noise", "-1", "at least 0"}, {"ridge", "-1", "at least 0"}, {"ensemble", "0", "from 1 to"},
          {"ensemble", "1.5", "whole number"}, {"model", "kernle", "did you mean kernel?"}, {"energy", "1=1,1=2", "given twice"},
          {"energy", "x=1", "degree=value"}, {"energy", "1=-1", "at least 0"}, {"energy", "1=inf", "finite"},
          {"ridge-convention", "men", "did you mean mean?"}, {"widht", "1", "did you mean width?"}, {"energy.x", "1", "degree=value"}}) {
        const char *field = std::get<0>(wrong), *text = std::get<1>(wrong), *contains = std::get<2>(wrong);
        CAPTURE(field); CAPTURE(text);
        CHECK_THROWS_WITH_AS(set_field(q, field, std::string_view(text)), doctest::Contains(contains), DomainError);
    }
    q = {};
    set_field(q, "dim", "10");
    CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("--samples is missing"), DomainError);
    set_field(q, "samples", "-3");
    CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("samples = -3"), DomainError);
    q = {};
    set_field(q, "samples", "10");
    CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("needs --dim"), DomainError);
    q = {};
    set_field(q, "model", "kernel");
    set_field(q, "psi1", "2");
    CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("infinite width"), DomainError);
}

TEST_CASE("[identity] every field of the list sets something, and its name is unique") {
    for (const ProblemField& field : fields()) {
        CHECK_FALSE(field.help.empty());
        CHECK(std::count_if(fields().begin(), fields().end(), [&](const auto& other) { return other.name == field.name; }) == 1);
        CHECK((field.set || field.set_number || field.of_model));
        if (!field.of_model) CHECK(field.numeric == (field.set_number != nullptr));
    }
}

TEST_CASE("[identity] of a count, its ratio and its exponent the later one counts, and the other two are gone") {
    const std::vector<std::vector<std::string>> twins{{"samples", "psi2", "alpha"}, {"width", "psi1", "beta"}};
    for (const auto& fields : twins)
        for (const std::string& before : fields)
            for (const std::string& after : fields) {
                CAPTURE(before); CAPTURE(after);
                Question q;
                set_field(q, "dim", 30);
                set_field(q, before, 1.5);
                set_field(q, after, 2);
                const bool first = &fields == &twins.front();
                const std::vector<std::optional<double>> have = first ? std::vector<std::optional<double>>{q.samples, q.psi2, q.alpha}
                                                                      : std::vector<std::optional<double>>{q.width, q.psi1, q.beta};
                for (std::size_t i = 0; i < fields.size(); ++i) CHECK(have[i] == (fields[i] == after ? std::optional(2.0) : std::nullopt));
                const std::vector<double> counts{2, 60, 900};
                set_field(q, first ? "width" : "samples", 7);
                const Setting s = setting(q);
                const std::size_t which = std::size_t(std::find(fields.begin(), fields.end(), after) - fields.begin());
                CHECK((first ? s.samples : s.width) == counts[which]);
            }
}

}
