package org.melange.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Generates dumps of tables in the form of {@code mysqldump}. */
public final class SqlTables {

  private final String table;
  private final List<String> columns;
  private final List<String> rows;

  private SqlTables(String table, List<String> columns, List<String> rows) {
    this.table = table;
    this.columns = columns;
    this.rows = rows;
  }

  /** A table without rows. */
  public SqlTables(String table, String... columns) {
    this(table, List.of(columns), new ArrayList<>());
  }

  /** The table of redirects of a wiki. */
  public static SqlTables redirects() {
    return new SqlTables(
        "redirect", "rd_from", "rd_namespace", "rd_title", "rd_interwiki", "rd_fragment");
  }

  /** The table of pages of a wiki, with some of its columns. */
  public static SqlTables pages() {
    return new SqlTables("page", "page_id", "page_namespace", "page_title", "page_is_redirect");
  }

  /** A copy with another row, whose values are written as they are. */
  public SqlTables row(String... values) {
    SqlTables more = new SqlTables(table, columns, new ArrayList<>(rows));
    more.add(values);
    return more;
  }

  /** Adds a row to this table. */
  public void add(String... values) {
    rows.add("(" + String.join(",", values) + ")");
  }

  /** A text as {@code mysqldump} writes it. */
  public static String quoted(String text) {
    return "'"
        + text.replace("\\", "\\\\")
            .replace("'", "\\'")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\0")
            .replace("\u001a", "\\Z")
        + "'";
  }

  /** The dump, with at most {@code most} rows in a statement. */
  public String text(int most) {
    StringBuilder text = new StringBuilder();
    text.append(
        "-- MySQL dump 10.19  Distrib 10.3.38-MariaDB\n--\n-- Host: db's    Database: wiki\n");
    text.append("/*!40101 SET NAMES utf8mb4 */;\n\nDROP TABLE IF EXISTS `" + table + "`;\n");
    text.append("CREATE TABLE `" + table + "` (\n");
    for (String column : columns) {
      text.append("  `" + column + "` varbinary(255) NOT NULL DEFAULT ';',\n");
    }
    text.append("  PRIMARY KEY (`" + columns.get(0) + "`)\n) ENGINE=InnoDB;\n\n");
    text.append("LOCK TABLES `" + table + "` WRITE;\n/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n");
    for (int from = 0; from < rows.size(); from += Math.min(most, rows.size())) {
      text.append("INSERT INTO `" + table + "` VALUES ");
      int to = (int) Math.min(rows.size(), (long) from + most);
      text.append(
          Stream.of(rows.subList(from, to))
              .map(some -> String.join(",", some))
              .collect(Collectors.joining()));
      text.append(";\n");
    }
    text.append("/*!40000 ALTER TABLE `t` ENABLE KEYS */;\nUNLOCK TABLES;\n\n");
    return text.append("-- Dump completed on 2024-11-20  8:27:36\n").toString();
  }

  /** Writes the dump, compressed as the name says. */
  public Path write(Path file) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(WikidataDump.compressed(file.toString(), text(3).getBytes(UTF_8)));
      return Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
