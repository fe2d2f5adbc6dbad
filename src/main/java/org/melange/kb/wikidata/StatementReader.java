package org.melange.kb.wikidata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.ParseException;
import org.melange.kb.Qids;

/**
 * Reads the values of the statements of one property: preferred ones before normal ones, none of
 * deprecated rank, and none that says that there is no value or an unknown one.
 *
 * @param <T> a value
 */
final class StatementReader<T> {

  private static final byte[] RANK = "rank".getBytes(US_ASCII);
  private static final byte[] MAIN_SNAK = "mainsnak".getBytes(US_ASCII);
  private static final byte[] SNAK_TYPE = "snaktype".getBytes(US_ASCII);
  private static final byte[] DATA_VALUE = "datavalue".getBytes(US_ASCII);
  private static final byte[] VALUE = "value".getBytes(US_ASCII);
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] NUMERIC_ID = "numeric-id".getBytes(US_ASCII);
  private static final byte[] ENTITY_TYPE = "entity-type".getBytes(US_ASCII);

  /** Reads a value, if it is one of the wanted kind. */
  interface ValueReader<T> {
    Optional<T> read(JsonScanner json) throws ParseException;
  }

  private final ValueReader<T> values;
  private final List<T> preferred = new ArrayList<>();
  private final List<T> normal = new ArrayList<>();

  private StatementReader(ValueReader<T> values) {
    this.values = values;
  }

  /** Statements whose values are items, as the numbers of their QIDs. */
  static List<Long> items(JsonScanner json) throws ParseException {
    return new StatementReader<>(StatementReader::item).read(json);
  }

  /** Statements whose values are strings. */
  static List<String> strings(JsonScanner json) throws ParseException {
    return new StatementReader<>(text -> Optional.of(text.string())).read(json);
  }

  private List<T> read(JsonScanner json) throws ParseException {
    json.enterArray();
    while (json.nextElement()) {
      statement(json);
    }
    Set<T> all = new LinkedHashSet<>(preferred);
    all.addAll(normal);
    return List.copyOf(all);
  }

  private void statement(JsonScanner json) throws ParseException {
    Optional<T> value = Optional.empty();
    String rank = "normal";
    if (json.enterObject()) {
      while (json.nextKey()) {
        if (json.keyIs(RANK)) {
          rank = json.string();
        } else if (json.keyIs(MAIN_SNAK)) {
          value = snak(json);
        } else {
          json.skip();
        }
      }
    }
    if (!rank.equals("deprecated")) {
      value.ifPresent((rank.equals("preferred") ? preferred : normal)::add);
    }
  }

  private Optional<T> snak(JsonScanner json) throws ParseException {
    Optional<T> value = Optional.empty();
    boolean known = true;
    if (json.enterObject()) {
      while (json.nextKey()) {
        if (json.keyIs(SNAK_TYPE)) {
          known = json.string().equals("value");
        } else if (json.keyIs(DATA_VALUE)) {
          value = dataValue(json);
        } else {
          json.skip();
        }
      }
    }
    return known ? value : Optional.empty();
  }

  private Optional<T> dataValue(JsonScanner json) throws ParseException {
    Optional<T> value = Optional.empty();
    if (json.enterObject()) {
      while (json.nextKey()) {
        if (json.keyIs(VALUE)) {
          value = values.read(json);
        } else {
          json.skip();
        }
      }
    }
    return value;
  }

  /** Older dumps have {@code numeric-id} without {@code id}. */
  private static Optional<Long> item(JsonScanner json) throws ParseException {
    Optional<String> id = Optional.empty();
    long number = 0;
    boolean item = true;
    if (json.enterObject()) {
      while (json.nextKey()) {
        if (json.keyIs(ID)) {
          id = Optional.of(json.string());
        } else if (json.keyIs(NUMERIC_ID)) {
          number = json.integer();
        } else if (json.keyIs(ENTITY_TYPE)) {
          item = json.string().equals("item");
        } else {
          json.skip();
        }
      }
    }
    if (id.isPresent()) {
      return id.filter(Qids::isValid).map(Qids::number);
    }
    return item && number > 0 ? Optional.of(number) : Optional.empty();
  }
}
