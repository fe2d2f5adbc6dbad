package org.melange.kb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.Iterator;
import org.melange.corpus.JsonArrayElements;
import org.melange.corpus.JsonRecord;
import org.melange.corpus.ParseException;
import org.melange.corpus.Rejection;

/**
 * Reads the {@code kb_entity.json} of MIMIC's data sets, one JSON array of
 *
 * <pre>{@code
 * {"id": 0, "qid": "Q2", "type": "entity", "entity_name": "Earth", "desc": "third planet",
 *  "alias": ["Terra"], "image_list": ["Q2/1.jpg"]}
 * }</pre>
 *
 * <p>{@code id} is a row number and {@code type} is always {@code entity}; both are ignored.
 */
public final class MimicEntityReader {

  private MimicEntityReader() {}

  /**
   * The entities in {@code input}, read lazily.
   *
   * @throws org.melange.corpus.DamagedInputException if the input is not a JSON array; the iterator
   *     throws it where the array is truncated or malformed
   * @throws java.io.UncheckedIOException if the input cannot be read
   */
  public static Iterator<ParsedEntity> read(InputStream input) {
    return new JsonArrayElements<>(input, MimicEntityReader::parse);
  }

  private static ParsedEntity parse(JsonNode element) {
    try {
      JsonRecord fields = JsonRecord.of(element, "an element of the array");
      return new ParsedEntity.Accepted(EntityFields.entity(fields));
    } catch (ParseException e) {
      return new ParsedEntity.Rejected(e.at(Rejection.Stage.ENTITY, element.toString()));
    }
  }
}
