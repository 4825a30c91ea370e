"""A WeChat official account (公众号): what citizens write there comes in, and what they should hear goes out."""
