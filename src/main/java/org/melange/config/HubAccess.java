package org.melange.config;

import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Address and token of the Hugging Face hub, from the environment variables of its own tools:
 * {@code HF_ENDPOINT} for a mirror, {@code HF_TOKEN} for an access token.
 *
 * @param address of the hub
 * @param token for gated models
 */
public record HubAccess(URI address, Optional<String> token) {

  private static final String HUB = "https://huggingface.co";

  /**
   * The access that the environment defines.
   *
   * @param named an address that overrides the environment; null for none
   * @throws ConfigException if the address is invalid
   */
  public static HubAccess of(String named) {
    return of(named, System::getenv);
  }

  static HubAccess of(String named, UnaryOperator<String> environment) {
    String address = named != null ? named : set(environment.apply("HF_ENDPOINT")).orElse(HUB);
    if (!Endpoints.isValid(address)) {
      throw new ConfigException(
          java.util.List.of(
              (named != null ? "--hub" : "HF_ENDPOINT")
                  + " must be an http or https address without user, query or fragment, is '"
                  + Endpoints.withoutUser(address)
                  + "'"));
    }
    return new HubAccess(URI.create(address), set(environment.apply("HF_TOKEN")));
  }

  private static Optional<String> set(String value) {
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "HubAccess[" + address + "]";
  }
}
