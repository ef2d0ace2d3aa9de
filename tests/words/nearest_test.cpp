// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lazyrisk/words/nearest.hpp"

using namespace lazyrisk;

TEST_SUITE("words/nearest") {
    TEST_CASE("[identity] an edit is an insertion, a deletion, a replacement or a swap of neighbours") {
        CHECK(edit_distance("relu", "relu") == 0);
        CHECK(edit_distance("rellu", "relu") == 1);
        CHECK(edit_distance("rlu", "relu") == 1);
        CHECK(edit_distance("rely", "relu") == 1);
        CHECK(edit_distance("rleu", "relu") == 1);
        CHECK(edit_distance("", "relu") == 4);
        CHECK(edit_distance("relu", "") == 4);
        CHECK(edit_distance("kitten", "sitting") == 3);  // Levenshtein's own example
        // a metric is symmetric
        for (const auto& [a, b] : {std::pair{"width", "widht"}, {"psi1", "ridge"}, {"abc", "ca"}})
            CHECK(edit_distance(a, b) == edit_distance(b, a));
    }

    TEST_CASE("[identity] cut: the distance to the nearest part") {
        CHECK(edit_distance("descent", "mm-double-descent", true) == 0);
        CHECK(edit_distance("dobule", "mm-double-descent", true) == 1);
        CHECK(edit_distance("", "relu", true) == 0);
        // never more than to the whole
        for (const char* word : {"relu", "reul", "xyz", "leaky"})
            for (const char* other : {"relu", "leaky-relu", "he2"})
                CHECK(edit_distance(word, other, true) <= edit_distance(word, other));
    }

    TEST_CASE("[identity] a word is suggested where one is near, and none where all are far") {
        const std::vector<std::string> known{"relu",  "leaky-relu",      "softplus", "mm-double-descent",
                                             "ridge", "ridge-convention"};
        const auto hint = [&](std::string_view word) { return did_you_mean(word, known); };
        CHECK(hint("rleu") == "; did you mean relu?");
        CHECK(hint("softpuls") == "; did you mean softplus?");
        CHECK(hint("double-descent") == "; did you mean mm-double-descent?");
        CHECK(hint("rdige") == "; did you mean ridge?");
        CHECK(hint("ridge-convetion") == "; did you mean ridge-convention?");
        CHECK(hint("convention") == "; did you mean ridge-convention?");
        CHECK(hint("ReLU") == "; did you mean relu?");
        CHECK(hint("zebra") == "");
        CHECK(hint("q") == "");
        CHECK(hint("") == "");
        CHECK(did_you_mean("relu", std::vector<std::string>{}) == "");
    }
}
