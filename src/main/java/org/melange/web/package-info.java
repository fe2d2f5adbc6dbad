/**
 * What comes off the web: images that posts point to, and published weights. The one room besides
 * enrichment that speaks HTTP; others see {@link org.melange.web.Fetcher} and {@link
 * org.melange.web.Hub} and know no client library.
 *
 * <p>Addresses in posts are written by strangers. {@link org.melange.web.HttpFetcher} therefore
 * reaches public addresses only, decided where a connection is made and not before, so that neither
 * a redirect nor a name that changes its address between look-ups leads inside.
 */
package org.melange.web;
