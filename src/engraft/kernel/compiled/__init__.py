"""The compiled backend: one patient per lane of a vector register, written in LLVM's representation."""
