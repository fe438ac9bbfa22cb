"""Server-rendered pages, one module per page. A page acts through the same commands as the API."""
