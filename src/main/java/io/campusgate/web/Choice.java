package io.campusgate.web;

/// Something to choose on a page.
///
/// @param value  what is sent
/// @param detail a word about it; may be empty
/// @param note   key of a text about it; may be empty
public record Choice(String value, String title, String detail, String note) {}
