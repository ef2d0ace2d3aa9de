// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Sheets of images: pictures that unpack to the pixels, and captions in their places.
#include <doctest/doctest.h>
#include <zlib.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "lazyrisk/data/contact_sheet.hpp"
#include "lazyrisk/data/png.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

unsigned number_at(const std::string& png, std::size_t at) {
    unsigned number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(png[at + i]);
    return number;
}

std::string unpacked(const std::string& packed, std::size_t length) {
    std::string text(length, '\0');
    uLongf size = uLongf(length);
    REQUIRE(uncompress(reinterpret_cast<Bytef*>(text.data()), &size, reinterpret_cast<const Bytef*>(packed.data()),
                       uLong(packed.size())) == Z_OK);
    CHECK(size == length);
    return text;
}

DataSet images(int height, int width, int channels) {
    DataSet set;
    set.shape = {height, width, channels};
    set.inputs = Matrix::NullaryExpr(Eigen::Index(set.shape.size()), 7, [](Eigen::Index i, Eigen::Index k) {
        return std::fmod(double(i * 3 + k) / 8, 1.0);
    });
    set.label = {0, 1, 0, 1, 0, 1, 0};
    set.classes = {"cat & <dog>", "a name that is far too long for the picture above it"};
    set.row = {0, 1, 2, 3, 4, 5, 16};
    set.source = "own.npy";
    return set;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_SUITE("data/contact_sheet") {
    TEST_CASE("[golden] base64: the examples of RFC 4648") {
        const std::vector<std::string> text{"", "f", "fo", "foo", "foob", "fooba", "foobar"},
            coded{"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
        for (std::size_t i = 0; i < text.size(); ++i) CHECK(base64(text[i]) == coded[i]);
        CHECK(base64("\xFF\xFE\xFD\x80") == "//79gA==");
    }

    TEST_CASE("[identity] a png holds the samples: chunks, their checks, rows") {
        for (const int channels : {1, 3, 4}) {
            std::vector<unsigned char> samples;
            for (int i = 0; i < 5 * 7 * channels; ++i) samples.push_back(static_cast<unsigned char>(i * 41));
            const std::string png = png_of(samples, 5, 7, channels);
            CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
            std::string packed;
            for (std::size_t at = 8; at < png.size();) {
                const std::size_t length = number_at(png, at);
                const std::string name = png.substr(at + 4, 4), content = png.substr(at + 8, length);
                CHECK(number_at(png, at + 8 + length) ==
                      crc32(0, reinterpret_cast<const Bytef*>(png.data()) + at + 4, uInt(length + 4)));
                if (name == "IHDR") {
                    CHECK(number_at(content, 0) == 7);
                    CHECK(number_at(content, 4) == 5);
                    CHECK(content[8] == 8);
                    CHECK(content[9] == (channels == 1 ? 0 : channels == 3 ? 2 : 6));
                }
                if (name == "IDAT") packed = content;
                at += length + 12;
            }
            const std::size_t row = std::size_t(7 * channels);
            const std::string lines = unpacked(packed, 5 * (row + 1));
            for (std::size_t i = 0; i < 5; ++i) {
                CHECK(lines[i * (row + 1)] == 0);
                for (std::size_t j = 0; j < row; ++j)
                    CHECK(static_cast<unsigned char>(lines[i * (row + 1) + 1 + j]) == samples[i * row + j]);
            }
        }
        // the last chunk of every png
        CHECK(png_of({0}, 1, 1, 1).ends_with(std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12)));
    }

    TEST_CASE("[golden] a sheet has its images, captions and words") {
        const std::string svg = contact_sheet_svg(images(6, 6, 1), {{0, 1, 6}, {}, "Three \"images\"", "of own.npy"});
        CHECK(count_of(svg, "data:image/png;base64,") == 3);
        CHECK(count_of(svg, "<g>") == count_of(svg, "</g>"));
        CHECK(svg.find("<title>point 17: cat &amp; &lt;dog&gt;</title>") != std::string::npos);
        CHECK(svg.find("<title>Three &quot;images&quot;</title>") != std::string::npos);
        CHECK(svg.find(">a name that is\u2026</text>") != std::string::npos);
        CHECK(svg.find(">of own.npy</text>") != std::string::npos);
        CHECK(svg.ends_with("</svg>\n"));
        // six pixels of a row are 84: each a square of 14
        CHECK(svg.find("width=\"84\" height=\"84\"") != std::string::npos);
        for (const int channels : {3, 4})
            CHECK(count_of(contact_sheet_svg(images(5, 4, channels), {{0, 1}, {"x", "y"}}), "<image ") == 2);
        DataSet vectors = images(4, 4, 1);
        vectors.shape = {};
        CHECK(count_of(contact_sheet_svg(vectors, {{3}}), "<image ") == 1);
        DataSet flat = images(4, 4, 1);
        flat.inputs.setConstant(-3);  // no range of grey
        CHECK(count_of(contact_sheet_svg(flat, {{3, 4}}), "<image ") == 2);
    }

    TEST_CASE("[golden] points without labels have no captions") {
        DataSet alone = images(6, 6, 1);
        alone.label.clear(), alone.classes.clear();
        const std::string svg = contact_sheet_svg(alone, {{0, 1, 6}});
        CHECK(count_of(svg, "<image ") == 3);
        CHECK(count_of(svg, "<text ") == 0);
        CHECK(svg.find("<title>point 17</title>") != std::string::npos);
    }

    TEST_CASE("[error] sheets of nothing, of points that are not there, of vectors; files of another kind") {
        const TemporaryFolder folder;
        const DataSet set = images(4, 4, 1);
        const auto refused = [&](const ContactSheet& sheet, const char* words) {
            CHECK_THROWS_WITH_AS(contact_sheet_svg(set, sheet), doctest::Contains(words), DomainError);
        };
        refused({{}}, "shows 1 to 2000 images; 0 are asked for");
        refused({{7}}, "shows point 8 of 7");
        refused({{0, 1}, {"x"}}, "has 1 captions");
        DataSet vectors = images(4, 2, 1);
        vectors.shape = {};
        CHECK_THROWS_WITH_AS(contact_sheet_svg(vectors, {{0}}), doctest::Contains("no square image"), DomainError);
        CHECK_THROWS_WITH_AS(write_contact_sheet(set, {{0}}, folder.file("a.png")), doctest::Contains("ends in .svg"),
                             DomainError);
        write_contact_sheet(set, {{0}}, folder.file("a.svg"));
        std::ifstream text(folder.file("a.svg"));
        CHECK(std::string(std::istreambuf_iterator<char>(text), {}) == contact_sheet_svg(set, {{0}}));
    }
}
