from flask import Blueprint

add = Blueprint("add", __name__)
