package org.melange.spark.input;

/**
 * A file that an input consists of.
 *
 * @param path its path, with its file system
 * @param length its bytes
 * @param base the directory below which directories such as {@code date=2026-01-31} are columns
 */
public record InputFile(String path, long length, String base) {}
