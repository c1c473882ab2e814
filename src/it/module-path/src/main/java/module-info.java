module shop {
    requires io.telltale;

    exports shop;
}
