package org.melange.kb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.melange.corpus.DamagedInputException;
import org.melange.corpus.JsonRecord;

/**
 * The columns of a CSV file of entities. They have the names of the keys of {@link
 * JsonlEntityParser}, in any case; other columns are ignored. The values of a list are separated by
 * {@code |}. An empty value is absent.
 */
final class CsvColumns {

  private static final Set<String> LISTS =
      keys(EntityFields.ALIASES, EntityFields.TYPES, EntityFields.IMAGES, EntityFields.REDIRECTS);

  private static final Set<String> NUMBERS = keys(EntityFields.POPULARITY);

  private static final Map<String, String> KNOWN =
      Stream.of(
              LISTS, NUMBERS, keys(EntityFields.QID, EntityFields.LABEL, EntityFields.DESCRIPTION))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableMap(CsvColumns::lower, key -> key));

  private static final Pattern SEPARATOR = Pattern.compile("\\|");

  /** The key of each column; null for columns that are ignored. */
  private final List<String> keys;

  private CsvColumns(List<String> keys) {
    this.keys = keys;
  }

  /** The columns of an empty file. */
  static CsvColumns none() {
    return new CsvColumns(List.of());
  }

  /**
   * The columns of a header row.
   *
   * @throws DamagedInputException if the column of the QID or that of the label is missing, or two
   *     columns have the same name
   */
  static CsvColumns of(String[] header) {
    Map<String, String> seen = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    for (String name : header) {
      String key = name == null ? null : KNOWN.get(lower(name.strip()));
      if (key != null && seen.putIfAbsent(key, name) != null) {
        throw new DamagedInputException("the header has two columns '" + key + "'");
      }
      keys.add(key);
    }
    require(header, keys, EntityFields.QID);
    require(header, keys, EntityFields.LABEL);
    return new CsvColumns(keys);
  }

  /** The number of columns, including those that are ignored. */
  int size() {
    return keys.size();
  }

  /** A row as an object with the keys of {@link JsonlEntityParser}. */
  JsonRecord record(String[] row) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (int column = 0; column < row.length; column++) {
      String key = keys.get(column);
      if (key != null && row[column] != null && !row[column].isBlank()) {
        put(record, key, row[column].strip());
      }
    }
    return new JsonRecord(record);
  }

  /** A row as text. */
  String text(String[] row) {
    return Arrays.stream(row).map(v -> v == null ? "" : v).collect(Collectors.joining(","));
  }

  private static void put(ObjectNode record, String key, String value) {
    if (LISTS.contains(key)) {
      SEPARATOR
          .splitAsStream(value)
          .map(String::strip)
          .filter(element -> !element.isEmpty())
          .forEach(record.withArray(key)::add);
    } else if (NUMBERS.contains(key)) {
      putNumber(record, key, value);
    } else {
      record.put(key, value);
    }
  }

  /** Text that is not a number stays text, which is rejected as JSON text is. */
  private static void putNumber(ObjectNode record, String key, String value) {
    try {
      record.put(key, new BigDecimal(value));
    } catch (NumberFormatException notANumber) {
      record.put(key, value);
    }
  }

  private static void require(String[] header, List<String> keys, String... names) {
    if (Arrays.stream(names).noneMatch(keys::contains)) {
      throw new DamagedInputException(
          "the header has no column "
              + String.join(" or ", names)
              + ", only "
              + Arrays.toString(header));
    }
  }

  private static Set<String> keys(String[]... fields) {
    return Stream.of(fields).flatMap(Arrays::stream).collect(Collectors.toUnmodifiableSet());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
