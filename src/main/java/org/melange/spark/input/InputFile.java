package org.melange.spark.input;

/**
 * A file of an input.
 *
 * @param path its path, with its file system
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 * @param base the directory below which directories such as {@code date=2026-01-31} are partitions
 */
public record InputFile(String path, long length, long modified, String base) {}
