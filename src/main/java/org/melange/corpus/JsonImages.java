package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The images of a JSON post: URIs, or objects with a {@code uri} or base64 {@code bytes}. */
final class JsonImages {

  private JsonImages() {}

  static List<ImageRef> read(JsonRecord fields) throws Refusal {
    List<ImageRef> images = new ArrayList<>();
    Optional<JsonNode> array = fields.array("images");
    if (array.isPresent()) {
      for (JsonNode element : array.get()) {
        image(element).ifPresent(images::add);
      }
    }
    return images;
  }

  private static Optional<ImageRef> image(JsonNode element) throws Refusal {
    if (element.isNull()) {
      return Optional.empty();
    }
    if (element.isTextual()) {
      return uri(element.textValue());
    }
    JsonRecord image = JsonRecord.of(element, "an image that is no URI");
    Optional<ImageRef> bytes = bytes(image.string("bytes"));
    return bytes.isPresent() ? bytes : image.string("uri").flatMap(JsonImages::uri);
  }

  /** Data sets write an empty string where there is no image. */
  private static Optional<ImageRef> uri(String uri) {
    return uri.isBlank() ? Optional.empty() : Optional.of(new ImageRef.Uri(Scalars.of(uri)));
  }

  private static Optional<ImageRef> bytes(Optional<String> base64) throws Refusal {
    try {
      // The MIME decoder would take anything for base64 by skipping what is not.
      return base64.map(Base64.getDecoder()::decode).map(ImageRef.Bytes::new);
    } catch (IllegalArgumentException notBase64) {
      throw new Refusal(
          Rejection.Reason.WRONG_TYPE,
          "the bytes of an image must be base64: " + notBase64.getMessage());
    }
  }
}
