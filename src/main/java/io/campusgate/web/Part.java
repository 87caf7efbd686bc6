package io.campusgate.web;

import java.util.List;

/// A page with what belongs to it: the routes, and its place in the navigation if it has one.
public interface Part {
    List<Route> routes();

    /// Where it stands in the navigation, in the order of the parts.
    default List<Link> links() {
        return List.of();
    }

    /// @param name of the page, and of its words: `<name>.title`
    record Link(String name, String path, Access access) {}
}
