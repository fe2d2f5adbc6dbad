package org.melange.kb.wikidata;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.corpus.DamagedInputException;

/**
 * Reads the rows of a table from a dump of {@code mysqldump}, as Wikimedia publishes them: {@code
 * CREATE TABLE}, which names the columns, and {@code INSERT INTO ... VALUES} with many rows each. A
 * row is decoded as it is read; of a statement, no more than a value is held in memory. Not
 * thread-safe.
 */
public final class SqlDump implements Closeable {

  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  /** The longest statement without rows, in bytes. */
  private static final int MAX_STATEMENT = 1 << 20;

  private static final int MAX_UNQUOTED = 100;

  /** What follows the rows of a dump that is complete. */
  private static final List<String> ENDS = List.of("-- Dump completed", "UNLOCK TABLES");

  private static final Pattern TABLE = Pattern.compile("CREATE TABLE.*?`([^`]+)`");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern COLUMN = Pattern.compile("^\\s*`([^`]+)`", Pattern.MULTILINE);

  private static final String NULL = "NULL";

  /** What a backslash and a character stand for, where it is not the character itself. */
  private static final String ESCAPED = "0bnrtZ";

  private static final String MEANT = "\0\b\n\r\t\u001a";

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private boolean ended;
  private boolean inRows;

  private String table = "";
  private List<String> columns = List.of();
  private byte[][] values = new byte[0][];
  private int[] lengths = new int[0];
  private boolean[] kept = new boolean[0];

  private SqlDump(InputStream in) {
    this.in = in;
  }

  /**
   * Reads up to the definition of the table.
   *
   * @throws DamagedInputException if there is none before the rows
   */
  public static SqlDump open(InputStream in) throws IOException {
    SqlDump dump = new SqlDump(in);
    while (dump.columns.isEmpty()) {
      if (dump.peek() == END || dump.statement()) {
        throw new DamagedInputException("the file has no CREATE TABLE before its rows");
      }
    }
    return dump;
  }

  /** The name of the table. */
  public String table() {
    return table;
  }

  /**
   * Selects a column whose values are wanted.
   *
   * @return its number
   * @throws DamagedInputException if the table has no such column
   */
  public int column(String name) {
    int column = columns.indexOf(name);
    if (column < 0) {
      throw new DamagedInputException(
          "the table " + table + " has no column " + name + ", it has " + columns);
    }
    kept[column] = true;
    return column;
  }

  /**
   * Moves to the next row; false at the end.
   *
   * @throws EOFException if the file is truncated
   * @throws DamagedInputException if it is not a dump
   */
  public boolean next() throws IOException {
    while (!inRows) {
      if (peek() == END) {
        if (!ended) {
          throw new EOFException("the end of the dump is missing");
        }
        return false;
      }
      statement();
    }
    row();
    skipSpace();
    int then = read();
    inRows = then == ',';
    if (then != ',' && then != ';') {
      throw unexpected(then, "a comma or a semicolon after a row");
    }
    return true;
  }

  /** The value of a selected column as text; empty if it is NULL. */
  public Optional<String> text(int column) {
    return lengths[column] < 0
        ? Optional.empty()
        : Optional.of(new String(values[column], 0, lengths[column], StandardCharsets.UTF_8));
  }

  /**
   * The value of a selected column as a whole number.
   *
   * @throws DamagedInputException if it is not one of at most 18 digits
   */
  public long number(int column) {
    long number = 0;
    boolean valid = lengths[column] > 0 && lengths[column] <= 18;
    for (int i = 0; valid && i < lengths[column]; i++) {
      int digit = values[column][i] - '0';
      valid = digit >= 0 && digit <= 9;
      number = 10 * number + digit;
    }
    if (!valid) {
      throw new DamagedInputException(
          "%s.%s must be a whole number, found %s"
              .formatted(table, columns.get(column), text(column).orElse("NULL")));
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Reads a statement or a comment; whether rows follow. */
  private boolean statement() throws IOException {
    skipSpace();
    if (peek() == END) {
      return false;
    }
    StringBuilder text = new StringBuilder();
    while (!isComplete(text)) {
      int c = read();
      text.append((char) required(c));
      if (c == '\'' || c == '"' || c == '`') {
        quoted(c, text);
      } else if (c <= ' ' && beginsRows(text)) {
        requireOrder(text.toString());
        inRows = true;
        ended = false;
        return true;
      } else if (text.length() > MAX_STATEMENT) {
        throw new DamagedInputException("the file is not a dump of a table");
      }
    }
    String statement = text.toString();
    if (starts(text, "INSERT") || starts(text, "REPLACE")) {
      throw new DamagedInputException("the dump has a statement that is not read: " + statement);
    }
    ended |= ENDS.stream().anyMatch(statement::startsWith);
    Matcher created = TABLE.matcher(statement);
    if (created.lookingAt()) {
      define(created.group(1), statement.substring(created.end()));
    }
    return false;
  }

  private boolean isComplete(StringBuilder text) throws IOException {
    int length = text.length();
    if (length == 0) {
      return false;
    }
    boolean line = starts(text, "--") || starts(text, "#");
    int next = peek();
    if (line) {
      return next == '\n' || next == END;
    }
    return starts(text, "/*")
        ? length > 3 && text.charAt(length - 1) == '/' && text.charAt(length - 2) == '*'
        : text.charAt(length - 1) == ';';
  }

  private static boolean starts(StringBuilder text, String with) {
    return text.length() >= with.length() && text.substring(0, with.length()).equals(with);
  }

  private static boolean beginsRows(StringBuilder text) {
    return starts(text, "INSERT INTO `") && text.toString().stripTrailing().endsWith(" VALUES");
  }

  /** Rows have all columns, in the order of the table. */
  private void requireOrder(String insert) {
    List<String> names = QUOTED.matcher(insert).results().map(name -> name.group(1)).toList();
    boolean all = names.size() == 1 || names.subList(1, names.size()).equals(columns);
    if (!names.get(0).equals(table) || !all) {
      throw new DamagedInputException(
          "the rows are not those of the table %s with the columns %s: %s"
              .formatted(table, columns, insert.strip()));
    }
  }

  /** Appends the rest of a quoted text. */
  private void quoted(int quote, StringBuilder text) throws IOException {
    if (starts(text, "--") || starts(text, "#") || starts(text, "/*")) {
      return;
    }
    for (int c = required(read()); ; c = required(read())) {
      text.append((char) c);
      if (c == '\\') {
        text.append((char) required(read()));
      } else if (c == quote) {
        return;
      }
    }
  }

  private void define(String name, String definition) {
    if (!columns.isEmpty()) {
      throw new DamagedInputException("the file has two tables: " + table + " and " + name);
    }
    table = name;
    List<String> names = new ArrayList<>();
    Matcher column = COLUMN.matcher(definition);
    while (column.find()) {
      names.add(column.group(1));
    }
    columns = List.copyOf(names);
    values = new byte[names.size()][32];
    lengths = new int[names.size()];
    kept = new boolean[names.size()];
  }

  private void row() throws IOException {
    skipSpace();
    expect('(');
    for (int column = 0; column < columns.size(); column++) {
      if (column > 0) {
        expect(',');
      }
      skipSpace();
      value(column);
      skipSpace();
    }
    expect(')');
  }

  private void value(int column) throws IOException {
    lengths[column] = 0;
    if (peek() == '_') { // the character set of a text: _binary 'Q42'
      while (required(peek()) != '\'') {
        read();
      }
    }
    if (peek() == '\'') {
      read();
      text(column, kept[column]);
      return;
    }
    for (int c = required(peek()); c != ',' && c != ')' && c > ' '; c = required(peek())) {
      keep(column, read());
      if (lengths[column] > MAX_UNQUOTED) {
        throw unexpected(c, "a value of " + columns.get(column));
      }
    }
    if (lengths[column] == NULL.length() && isNull(values[column])) {
      lengths[column] = -1;
    } else if (lengths[column] == 0) {
      throw unexpected(peek(), "a value of " + columns.get(column));
    }
  }

  private static boolean isNull(byte[] value) {
    for (int i = 0; i < NULL.length(); i++) {
      if (value[i] != NULL.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads a text from behind its first quote on. */
  private void text(int column, boolean keep) throws IOException {
    while (true) {
      int c = required(read());
      if (c == '\\') {
        c = required(read());
        int escaped = ESCAPED.indexOf(c);
        c = escaped < 0 ? c : MEANT.charAt(escaped);
      } else if (c == '\'') {
        if (peek() != '\'') {
          return;
        }
        read(); // a doubled quote is one
      }
      if (keep) {
        keep(column, c);
      }
    }
  }

  private void keep(int column, int c) {
    if (lengths[column] == values[column].length) {
      values[column] = Arrays.copyOf(values[column], 2 * values[column].length);
    }
    values[column][lengths[column]++] = (byte) c;
  }

  private void expect(char expected) throws IOException {
    int found = read();
    if (found != expected) {
      throw unexpected(found, "'" + expected + "' in a row of " + columns.size() + " values");
    }
  }

  private IOException unexpected(int found, String expected) {
    if (found == END) {
      return new EOFException("the dump is truncated in a row");
    }
    throw new DamagedInputException(
        "a row of the table %s is malformed: expected %s, found '%c'"
            .formatted(table, expected, found));
  }

  private static int required(int c) throws EOFException {
    if (c == END) {
      throw new EOFException("the dump is truncated in a statement");
    }
    return c;
  }

  private void skipSpace() throws IOException {
    for (int c = peek(); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = peek()) {
      at++;
    }
  }

  private int read() throws IOException {
    int c = peek();
    at++;
    return c;
  }

  private int peek() throws IOException {
    if (at >= filled) {
      at = 0;
      filled = Math.max(0, in.read(buffer, 0, BUFFER));
    }
    return filled == 0 ? END : buffer[at] & 0xff;
  }
}
