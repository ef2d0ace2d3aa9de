// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/synonyms.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "capture_bound.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("problem/synonyms") {
    TEST_CASE("[identity] other words for a field set it") {
        for (const auto& [word, field] : {std::pair{"n", "samples"},
                                          {"p", "width"},
                                          {"N", "width"},
                                          {"neurons", "width"},
                                          {"d", "dim"},
                                          {"dimension", "dim"},
                                          {"lambda", "ridge"},
                                          {"lam", "ridge"},
                                          {"regularization", "ridge"},
                                          {"noise-variance", "noise"},
                                          {"noise_variance", "noise"},
                                          {"sigma2", "noise"},
                                          {"tau2", "noise"},
                                          {"t", "time"},
                                          {"lr", "step-size"},
                                          {"learning_rate", "step-size"}}) {
            CAPTURE_BOUND(word);
            CHECK(field_called(word) == field);
            CHECK(field_of_symbol(word) == field);
            Question by_word, by_field;
            set_field(by_word, word, "0.5e2");
            set_field(by_field, field, 50.0);
            CHECK(by_word.samples == by_field.samples);
            CHECK(by_word.width == by_field.width);
            CHECK(by_word.dim == by_field.dim);
            CHECK(by_word.ridge == by_field.ridge);
            CHECK(by_word.noise == by_field.noise);
            CHECK(by_word.time == by_field.time);
            CHECK(by_word.step_size == by_field.step_size);
        }
        Question q;
        set_field(q, "convention", "mean");
        CHECK(q.ridge_convention == RidgeConvention::mean);
        set_field(q, "hidden-layers", "3");
        CHECK(q.parameter("depth") == "3");
    }

    TEST_CASE("[error] words of another meaning are explained, not taken") {
        Question q;
        for (const auto& [word, says] : {std::pair{"sigma", "variance"},
                                         {"tau", "variance"},
                                         {"snr", "ratio"},
                                         {"nu", "effective_ridge"},
                                         {"weight-decay", "convention"},
                                         {"diag_reg", "trace"},
                                         {"features", "did you mean width?"},
                                         {"epochs", "did you mean steps?"},
                                         {"L", "did you mean depth?"}}) {
            CAPTURE_BOUND(word);
            CHECK(field_called(word).empty());
            CHECK_THROWS_WITH_AS(set_field(q, word, "1"), doctest::Contains(says), DomainError);
        }
        for (const char* word : {"", "samples", "energy", "zebra"}) {
            CHECK(field_called(word).empty());
            CHECK(field_of_symbol(word).empty());
            CHECK(advice_for(word).empty());
        }
    }

    TEST_CASE("[identity] every field named by a word exists") {
        for (const char* word : {"n", "m", "features", "sigma", "nu", "L", "epochs", "diag-reg"}) {
            CAPTURE(word);
            const std::string field(field_of_symbol(word));
            bool known = false;
            for (const ProblemField& f : fields()) known = known || f.name == field;
            CHECK(known);
        }
    }

    TEST_CASE("[identity] models and kernels by their short names; a kernel alone means the model kernel") {
        for (const auto& [word, model] : {std::pair{"rf", "random-features"},
                                          {"features", "random-features"},
                                          {"nt", "neural-tangent"},
                                          {"krr", "kernel"}}) {
            Question q;
            set_field(q, "model", word);
            CHECK(q.model == model);
        }
        Question linear;
        set_field(linear, "model", "linear");
        CHECK(linear.model == "linear");
        Question covariates;
        set_field(covariates, "covariance", "ar1(0.5)");
        CHECK(covariates.model == "linear");
        for (const auto& [word, kernel] : {std::pair{"NTK", "ntk"},
                                           {"gaussian", "rbf"},
                                           {"RBF", "rbf"},
                                           {"laplacian", "laplace"},
                                           {"NNGP", "nngp"},
                                           {"exp(t-1)", "exp(t-1)"}}) {
            Question q;
            set_field(q, "kernel", word);
            CHECK(q.model == "kernel");
            CHECK(q.parameter("kernel") == kernel);
        }
        Question asked;
        set_field(asked, "model", "random-features");
        set_field(asked, "kernel", "ntk");
        CHECK(asked.model == "random-features");  // and is refused later on
    }

    TEST_CASE("[identity] lists with blanks; numbers of a model's options in one spelling") {
        Question q;
        set_field(q, "energy", "1 = 1, 2=1/2 , rest = 10^-1");
        CHECK(q.energy.at.at(1) == 1);
        CHECK(q.energy.at.at(2) == 0.5);
        CHECK(q.energy.rest == 0.1);
        set_field(q, "depth", "3.0");
        CHECK(q.parameter("depth") == "3");
    }
}
