package org.melange.kb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.JsonRecord;
import org.melange.corpus.ParseException;
import org.melange.corpus.PercentDecoding;
import org.melange.corpus.Rejection.Reason;
import org.melange.corpus.UnicodeText;

/**
 * Reads an entity from a JSON object. A field has several names, since formats differ; the first
 * one that is present counts.
 */
final class EntityFields {

  static final String[] QID = {"qid", "id", "item"};
  static final String[] LABEL = {"label", "name", "entity_name", "itemLabel"};
  static final String[] DESCRIPTION = {"description", "desc", "itemDescription"};
  static final String[] ALIASES = {"aliases", "alias"};
  static final String[] TYPES = {"types"};
  static final String[] POPULARITY = {"popularity", "sitelinks"};
  static final String[] IMAGES = {"images", "image", "image_list"};
  static final String[] REDIRECTS = {"redirects"};

  private EntityFields() {}

  static Entity entity(JsonRecord fields) throws ParseException {
    String qid = qid(fields);
    String label = label(fields);
    return new Entity(
        qid,
        label,
        clean(fields.string(DESCRIPTION).orElse("")),
        aliases(fields, label),
        qids("types", fields.strings(TYPES)),
        popularity(fields),
        distinct(fields.strings(IMAGES)),
        qids("redirects", fields.strings(REDIRECTS)));
  }

  private static String qid(JsonRecord fields) throws ParseException {
    Optional<String> qid = fields.string(QID);
    if (qid.isEmpty()) {
      throw new ParseException(Reason.MISSING_ID, "the entity has no qid");
    }
    return valid("qid", qid.get());
  }

  private static String label(JsonRecord fields) throws ParseException {
    String label = name(fields.string(LABEL).orElse(""));
    if (label.isEmpty()) {
      throw new ParseException(Reason.MISSING_FIELD, "the entity has no label, or an empty one");
    }
    return label;
  }

  private static List<String> aliases(JsonRecord fields, String label) throws ParseException {
    Set<String> aliases = new LinkedHashSet<>();
    fields.strings(ALIASES).forEach(alias -> aliases.add(name(alias)));
    aliases.remove(label);
    aliases.remove("");
    return List.copyOf(aliases);
  }

  private static long popularity(JsonRecord fields) throws ParseException {
    return Math.max(0, fields.integer(POPULARITY).orElse(0L));
  }

  private static List<String> qids(String field, List<String> written) throws ParseException {
    List<String> qids = new ArrayList<>();
    for (String qid : written) {
      qids.add(valid("an element of " + field, qid));
    }
    return distinct(qids);
  }

  private static String valid(String what, String written) throws ParseException {
    if (written.isBlank()) {
      throw new ParseException(Reason.MISSING_ID, what + " is empty");
    }
    return Qids.parse(written)
        .orElseThrow(
            () ->
                new ParseException(
                    Reason.WRONG_TYPE,
                    what + " must be Q and a positive number, found \"" + written + "\""));
  }

  private static List<String> distinct(List<String> values) {
    return values.stream().map(EntityFields::clean).filter(v -> !v.isEmpty()).distinct().toList();
  }

  private static String name(String written) {
    return clean(PercentDecoding.decode(written));
  }

  private static String clean(String text) {
    return UnicodeText.of(text).strip();
  }
}
