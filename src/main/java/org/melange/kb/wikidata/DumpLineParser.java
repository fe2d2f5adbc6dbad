package org.melange.kb.wikidata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.melange.corpus.ParseException;
import org.melange.corpus.Rejection;
import org.melange.corpus.Rejection.Reason;
import org.melange.kb.Qids;

/**
 * Parses the lines of a dump that hold entities. Values that are not kept are skipped, so only
 * their brackets and quotation marks are checked. Not thread-safe.
 */
public final class DumpLineParser {

  private static final byte[] TYPE = key("type");
  private static final byte[] ID = key("id");
  private static final byte[] ENTITY = key("entity");
  private static final byte[] REDIRECT = key("redirect");
  private static final byte[] DELETED = key("deleted");
  private static final byte[] LABELS = key("labels");
  private static final byte[] DESCRIPTIONS = key("descriptions");
  private static final byte[] ALIASES = key("aliases");
  private static final byte[] CLAIMS = key("claims");
  private static final byte[] SITELINKS = key("sitelinks");
  private static final byte[] REVISION = key("lastrevid");
  private static final byte[] VALUE = key("value");
  private static final byte[] INSTANCE_OF = key("P31");
  private static final byte[] SUBCLASS_OF = key("P279");
  private static final byte[] IMAGE = key("P18");

  private final JsonScanner json = new JsonScanner();
  private final List<String> languages;
  private final List<byte[]> languageKeys;

  private String type;
  private Optional<String> id;
  private Optional<String> redirect;
  private boolean deleted;
  private long revision;
  private int sitelinks;
  private final List<Term> labels = new ArrayList<>();
  private final List<Term> descriptions = new ArrayList<>();
  private final List<Term> aliases = new ArrayList<>();
  private List<Long> types;
  private List<Long> parents;
  private List<String> images;

  /**
   * @param languages codes of the languages whose terms are kept
   */
  public DumpLineParser(List<String> languages) {
    this.languages = List.copyOf(languages);
    this.languageKeys = languages.stream().map(DumpLineParser::key).toList();
  }

  private static byte[] key(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Parses the entity in {@code bytes[start, end)}, which may be followed by a comma. */
  public DumpLine parse(byte[] bytes, int start, int end) {
    try {
      clear();
      json.reset(bytes, start, end);
      return entity();
    } catch (ParseException e) {
      return new DumpLine.Rejected(e.at(Rejection.Stage.ENTITY, beginning(bytes, start, end)));
    }
  }

  /**
   * The outcome for a line that is too long to be read.
   *
   * @param bytes its beginning
   * @param size its length in bytes
   * @param limit the longest line that is read, in bytes
   */
  public static DumpLine tooLarge(byte[] bytes, int start, int end, long size, long limit) {
    String message =
        String.format(Locale.ROOT, "the entity has %d bytes, the limit is %d", size, limit);
    return new DumpLine.Rejected(
        new Rejection(
            Rejection.Stage.ENTITY, Reason.TOO_LARGE, message, beginning(bytes, start, end)));
  }

  private static String beginning(byte[] bytes, int start, int end) {
    return new String(bytes, start, Math.min(end - start, Rejection.MAX_RECORD), UTF_8);
  }

  private void clear() {
    type = "";
    id = Optional.empty();
    redirect = Optional.empty();
    deleted = false;
    revision = 0;
    sitelinks = 0;
    labels.clear();
    descriptions.clear();
    aliases.clear();
    types = List.of();
    parents = List.of();
    images = List.of();
  }

  private DumpLine entity() throws ParseException {
    if (json.peek() != '{') {
      throw json.wrongType("an object");
    }
    json.enterObject();
    while (json.nextKey()) {
      field();
    }
    json.requireEnd();
    if (!isItem()) {
      return new DumpLine.OtherEntity();
    }
    if (deleted || redirect.isPresent()) {
      return tombstone();
    }
    return new DumpLine.Item(
        new WikidataItem(
            number(id),
            revision,
            sitelinks,
            labels,
            descriptions,
            aliases,
            types,
            parents,
            images));
  }

  private void field() throws ParseException {
    if (json.keyIs(CLAIMS)) {
      claims();
    } else if (json.keyIs(LABELS)) {
      terms(labels, false);
    } else if (json.keyIs(DESCRIPTIONS)) {
      terms(descriptions, false);
    } else if (json.keyIs(ALIASES)) {
      terms(aliases, true);
    } else if (json.keyIs(SITELINKS)) {
      sitelinks = members();
    } else if (json.keyIs(ID) || json.keyIs(ENTITY)) {
      id = Optional.of(json.string());
    } else if (json.keyIs(TYPE)) {
      type = json.string();
    } else if (json.keyIs(REDIRECT)) {
      redirect = Optional.of(json.string());
    } else if (json.keyIs(DELETED)) {
      deleted = json.peek() == 't';
      json.skip();
    } else if (json.keyIs(REVISION)) {
      revision = json.integer();
    } else {
      json.skip();
    }
  }

  private boolean isItem() throws ParseException {
    if (!type.isEmpty()) {
      return type.equals("item");
    }
    return id.map(name -> !name.matches("[PLM][0-9]+")).orElse(true);
  }

  private DumpLine tombstone() throws ParseException {
    Optional<Long> target = redirect.isPresent() ? Optional.of(number(redirect)) : Optional.empty();
    return new DumpLine.Tombstone(number(id), revision == 0 ? Long.MAX_VALUE : revision, target);
  }

  private static long number(Optional<String> qid) throws ParseException {
    if (qid.isEmpty()) {
      throw new ParseException(Reason.MISSING_ID, "the item has no id");
    }
    if (!Qids.isValid(qid.get())) {
      throw new ParseException(
          Reason.WRONG_TYPE, "a QID is Q and a positive number, found \"" + qid.get() + "\"");
    }
    return Qids.number(qid.get());
  }

  private int members() throws ParseException {
    int members = 0;
    if (json.enterObject()) {
      while (json.nextKey()) {
        json.skip();
        members++;
      }
    }
    return members;
  }

  private void claims() throws ParseException {
    if (!json.enterObject()) {
      return;
    }
    while (json.nextKey()) {
      if (json.keyIs(INSTANCE_OF)) {
        types = StatementReader.items(json);
      } else if (json.keyIs(SUBCLASS_OF)) {
        parents = StatementReader.items(json);
      } else if (json.keyIs(IMAGE)) {
        images = StatementReader.strings(json);
      } else {
        json.skip();
      }
    }
  }

  /**
   * @param lists whether a language has a list of terms
   */
  private void terms(List<Term> found, boolean lists) throws ParseException {
    if (!json.enterObject()) {
      return;
    }
    while (json.nextKey()) {
      Optional<String> language = language();
      if (language.isEmpty()) {
        json.skip();
      } else if (lists && json.peek() == '[') {
        json.enterArray();
        while (json.nextElement()) {
          term(language.get(), found);
        }
      } else {
        term(language.get(), found);
      }
    }
  }

  private Optional<String> language() {
    for (int i = 0; i < languageKeys.size(); i++) {
      if (json.keyIs(languageKeys.get(i))) {
        return Optional.of(languages.get(i));
      }
    }
    return Optional.empty();
  }

  private void term(String language, List<Term> found) throws ParseException {
    if (!json.enterObject()) {
      return;
    }
    while (json.nextKey()) {
      if (json.keyIs(VALUE)) {
        String text = json.string().strip();
        if (!text.isEmpty()) {
          found.add(new Term(language, text));
        }
      } else {
        json.skip();
      }
    }
  }
}
